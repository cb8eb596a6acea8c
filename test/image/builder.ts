import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import { execute } from './execute.js';

/** What an image says of how it is run, in Docker's words. */
export interface ImageConfig {
  User: string;
  WorkingDir: string;
  Env: string[];
  Entrypoint: string[];
  Cmd: string[];
  Labels: Record<string, string>;
  ExposedPorts: Record<string, object>;
  Healthcheck: { Test: string[] };
}

/** An image that was built, with its files to look at and to run. */
export interface Image {
  /** The folders that its root is mounted on: to be run, and to be looked at. */
  root: string;
  files: string;
  config: ImageConfig;
  /** Of its layers as a registry stores them, and as files. */
  compressedBytes: number;
  bytes: number;
}

export interface BuildOptions {
  /** The stage of the Dockerfile; its last one where absent. */
  target?: string;
  buildArgs?: Record<string, string>;
}

/** buildah, with all that it stores below one folder. */
export interface Builder {
  /** Runs another command, which ends when the builder is told to. */
  run(command: string, ...args: string[]): Promise<string>;
  /** Resolves to what it wrote, without the last line's end. */
  buildah(...args: string[]): Promise<string>;
  /** Builds the Dockerfile of this repository. */
  build(tag: string, options: BuildOptions): Promise<void>;
  /** Mounts an image and measures it. */
  open(tag: string): Promise<Image>;
}

/** A machine that is busy with other things needs some minutes for a build. */
const STEP_MS = 10 * 60_000;
/** Where the host's certificates stand while npm runs in a build. */
const CERTIFICATES = '/etc/ssl/certs/of-the-host.crt';

export function createBuilder(folder: string, signal: AbortSignal): Builder {
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
  const run = (command: string, ...args: string[]) =>
    execute(command, args, { withinMs: STEP_MS, cwd: REPOSITORY, signal });
  const buildah = async (...args: string[]) => (await run('buildah', ...storage, ...args)).trimEnd();

  return {
    run,
    buildah,

    async build(tag, { target, buildArgs = {} }) {
      await buildah(
        'build',
        // No engine and no privileges beyond root's are needed so; HEALTHCHECK is of Docker's format alone.
        ...['--isolation', 'chroot', '--format', 'docker', '--pull-never', '--layers', '--tag', tag],
        ...['--ulimit', await asManyFiles(run)],
        ...(target === undefined ? [] : ['--target', target]),
        ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
        ...(await mountsOfNpm(folder, run)),
        '.',
      );
    },

    async open(tag) {
      const { Docker: docker } = JSON.parse(await buildah('inspect', '--type', 'image', tag));
      const pushed = join(folder, tag.replaceAll(/\W/g, '-'));
      await buildah('push', '--quiet', tag, `dir:${pushed}`);
      const { layers } = JSON.parse(await readFile(join(pushed, 'manifest.json'), 'utf8'));
      const mount = async () => buildah('mount', await buildah('from', '--pull-never', tag));
      const [root, files] = [await mount(), await mount()];
      const used = await run('du', '--summarize', '--bytes', files);
      return {
        root,
        files,
        config: docker.config,
        compressedBytes: layers.reduce((sum: number, layer: { size: number }) => sum + layer.size, 0),
        bytes: Number.parseInt(used, 10),
      };
    },
  };
}

/** As many open files as here: buildah leaves a build 1,024, which npm ran out of. */
async function asManyFiles(run: Builder['run']): Promise<string> {
  const most = (await run('sh', '-c', 'ulimit -H -n')).trim();
  return `nofile=${most}:${most}`;
}

/** npm in a build reaches the registry as it does here, and takes what it can from a view of the cache here. */
async function mountsOfNpm(folder: string, run: Builder['run']): Promise<string[]> {
  const setting = async (name: string) => (await run('npm', 'config', 'get', name)).trim();
  const [registry, cafile, cache] = await Promise.all(['registry', 'cafile', 'cache'].map(setting));
  if (cache !== undefined) await mkdir(cache, { recursive: true });
  const own = await readFile(join(homedir(), '.npmrc'), 'utf8').catch(() => '');
  const npmrc = join(folder, 'npmrc');
  const lines = [own, `registry=${registry}`, ...(cafile === 'null' ? [] : [`cafile=${CERTIFICATES}`]), ''];
  await writeFile(npmrc, lines.join('\n'), { mode: 0o600 });
  return [
    ...['--volume', `${npmrc}:/root/.npmrc:ro`, '--volume', `${cache}:/root/.npm:O`],
    ...(cafile === 'null' ? [] : ['--volume', `${cafile}:${CERTIFICATES}:ro`]),
  ];
}
