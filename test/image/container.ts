import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runCommand, type TestProcess } from '../support/process.js';
import type { Image } from './builder.js';
import { execute } from './execute.js';

/** The folder for what the tests write. main.ts creates it, and removes it with everything in it. */
export const FOLDER = process.env.HAVOC_TEST_IMAGES ?? '';
if (FOLDER === '')
  throw new Error(
    'These tests need the images that `npm run test:image` builds. Run the tests with that command.',
  );

/** The built images. */
export const images: { production: Image; development: Image } = JSON.parse(
  readFileSync(join(FOLDER, 'images.json'), 'utf8'),
);

interface User {
  uid: number;
  gid: number;
  additionalGids?: number[];
}

interface Mount {
  source: string;
  destination: string;
  writable?: boolean;
}

export interface ContainerOptions {
  image: Image;
  /** Replaces the image's own command. */
  args?: string[];
  entrypoint?: string[];
  env?: Record<string, string | undefined>;
  /** Replaces the image's own user. */
  user?: User;
  mounts?: Mount[];
  /** True if its root may be written to; false if absent. */
  writable?: boolean;
}

/** A running container. Signals to it go to its first process. */
export interface Container extends TestProcess {
  /** Runs another command in it, as a probe does. */
  exec(command: string[]): TestProcess;
  /** Reads what the kernel says about its first process, from /proc/PID/status. */
  status(): Promise<Map<string, string>>;
  /** Reads its mounts from /proc/PID/mountinfo: the path and options of each. */
  mounts(): Promise<{ path: string; options: string[] }[]>;
  /** Ends the container by force. */
  remove(): Promise<void>;
}

const runc = ['--root', join(FOLDER, 'runc')];

/** Runs an image as Kubernetes would. It shares this process's network, as the containers of one pod share theirs. */
export async function startContainer(options: ContainerOptions): Promise<Container> {
  const bundle = await mkdtemp(join(FOLDER, 'container-'));
  const id = `havoc-${basename(bundle)}`;
  await writeFile(join(bundle, 'config.json'), JSON.stringify(toBundle(options)));
  const running = runCommand(['runc', ...runc, 'run', '--bundle', bundle, id]);
  const firstPid = async () => {
    const state = await execute('runc', [...runc, 'state', id], { withinMs: 10_000 });
    return JSON.parse(state).pid as number;
  };
  const ofKernel = async (name: string) =>
    (await readFile(`/proc/${await firstPid()}/${name}`, 'utf8')).trimEnd().split('\n');
  return {
    ...running,
    exec: (command) => runCommand(['runc', ...runc, 'exec', id, ...command]),
    status: async () =>
      new Map((await ofKernel('status')).map((line) => line.split(/:\s+/, 2) as [string, string])),
    mounts: async () =>
      (await ofKernel('mountinfo')).map((line) => {
        const [, , , , path = '', options = ''] = line.split(' ');
        return { path, options: options.split(',') };
      }),
    async remove() {
      await execute('runc', [...runc, 'delete', '--force', id], { withinMs: 10_000 });
      await running.exited;
    },
  };
}

/** Returns runc's configuration: the image's own settings, and no privilege that it does not need. */
function toBundle({
  image,
  args,
  entrypoint,
  env = {},
  user,
  mounts = [],
  writable = false,
}: ContainerOptions) {
  const { User, WorkingDir, Env, Entrypoint, Cmd } = image.config;
  const [uid = Number.NaN, gid = Number.NaN] = User.split(':').map(Number);
  const given = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${value}`,
  );
  return {
    ociVersion: '1.0.2',
    root: { path: image.root, readonly: !writable },
    process: {
      user: user ?? { uid, gid },
      cwd: WorkingDir,
      args: [...(entrypoint ?? Entrypoint), ...(args ?? (entrypoint ? [] : Cmd))],
      env: [...Env, ...given],
      noNewPrivileges: true,
      capabilities: {},
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      ...mounts.map(({ source, destination, writable = false }) => ({
        destination,
        type: 'bind',
        source,
        options: ['bind', writable ? 'rw' : 'ro'],
      })),
    ],
    linux: { namespaces: ['pid', 'mount', 'ipc', 'uts'].map((type) => ({ type })) },
  };
}
