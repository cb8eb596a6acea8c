import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import { execute } from './execute.js';

/** How an image is run, in Docker's format. */
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

/** A built image, with its files to run and to inspect. */
export interface Image {
  /** The folders on which the image's root is mounted: `root` to run it, and `files` to inspect it. */
  root: string;
  files: string;
  config: ImageConfig;
  /** The size of its layers as a registry stores them, and the size of its files. */
  compressedBytes: number;
  bytes: number;
}

export interface BuildOptions {
  /** The stage of the Dockerfile; the last one if absent. */
  target?: string;
  buildArgs?: Record<string, string>;
}

/** Runs buildah, which stores everything below one folder. */
export interface Builder {
  /** Runs another command, which ends when the builder's signal aborts. */
  run(command: string, ...args: string[]): Promise<string>;
  /** Runs buildah. Resolves with its output, without the last line break. */
  buildah(...args: string[]): Promise<string>;
  /** Builds the Dockerfile of this repository. */
  build(tag: string, options: BuildOptions): Promise<void>;
  /** Mounts an image and measures it. */
  open(tag: string): Promise<Image>;
}

/** A machine that is busy with other things needs some minutes for a build. */
const STEP_MS = 10 * 60_000;
/** Where the host's certificates are mounted while npm runs in a build. */
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
        // With chroot, no engine and no privileges beyond root's are needed. Only Docker's format has HEALTHCHECK.
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

/** Allows a build as many open files as this process. buildah's default is 1,024, which is too few for npm. */
async function asManyFiles(run: Builder['run']): Promise<string> {
  const most = (await run('sh', '-c', 'ulimit -H -n')).trim();
  return `nofile=${most}:${most}`;
}

/** Lets npm in a build use this machine's registry settings, and a view of this machine's npm cache. */
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
