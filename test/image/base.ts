import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import type { Builder } from './builder.js';

export interface Base {
  name: string;
  /** The version of Node.js in the tag, and the Debian suite that it is based on. */
  node: string;
  suite: string;
}

/** Returns the image that the Dockerfile begins with by default. */
export function readBase(dockerfile = readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8')): Base {
  const [, name, node, suite] = /^ARG NODE_IMAGE=(node:(\d+)-(\w+)-slim)$/m.exec(dockerfile) ?? [];
  if (name === undefined || node === undefined || suite === undefined)
    throw new Error('The Dockerfile must have a line like ARG NODE_IMAGE=node:26-trixie-slim.');
  return { name, node, suite };
}

/**
 * Brings the base image into the builder's storage. If it cannot be pulled, makes a stand-in with the same name, from
 * packages of the same Debian suite and the same version of Node.js from npm.
 */
export async function provideBase(
  builder: Builder,
  { name, node, suite }: Base,
): Promise<'real' | 'stand-in'> {
  const full = `docker.io/library/${name}`;
  const pulled = await builder.buildah('pull', '--quiet', full).then(
    () => true,
    () => false,
  );
  if (pulled) return 'real';
  const container = await builder.buildah('from', 'scratch');
  const root = await builder.buildah('mount', container);
  await builder.run('debootstrap', '--variant=minbase', '--include=libatomic1', suite, root);
  await builder.run('chroot', root, 'useradd', '--uid', '1000', '--create-home', 'node');
  const into = ['--global', '--prefix', join(root, 'usr/local'), '--no-audit', '--no-fund'];
  await builder.run('npm', 'install', ...into, `node-linux-${process.arch}@${node}`, 'npm@11');
  await builder.buildah('config', '--env', 'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container);
  await builder.buildah('commit', '--quiet', container, full);
  await builder.buildah('rm', container);
  return 'stand-in';
}
