import { onPath } from '../support/on-path.js';

export interface Machine {
  platform: NodeJS.Platform;
  /** 0 for root. */
  uid: number | undefined;
  /** Returns true if the command is on the PATH. */
  has: (command: string) => boolean;
}

/** The commands that the image tests use, each with its package in Debian and Ubuntu. */
const COMMANDS = new Map([
  ['buildah', 'buildah'],
  ['runc', 'runc'],
  ['debootstrap', 'debootstrap'],
  ['ip', 'iproute2'],
  ['unshare', 'util-linux'],
  ['npm', 'npm'],
]);

/** Returns a line for each thing that prevents the image tests on this machine, with what to do about it. */
export function missingNeeds({ platform, uid, has }: Machine): string[] {
  if (platform !== 'linux') return ['They need Linux, because they run containers without an engine.'];
  const missing = [...COMMANDS].filter(([command]) => !has(command));
  const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
  return [
    ...missing.map(([command]) => `There is no ${command} on the PATH.`),
    ...(missing.length > 0
      ? [`Install what is missing: apt-get install --no-install-recommends ${packages}`]
      : []),
    ...(uid === 0 ? [] : ['They use mount and chroot. Run them as root: sudo npm run test:image']),
  ];
}

/** Describes the machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    has: (command) => onPath(command).length > 0,
  };
}
