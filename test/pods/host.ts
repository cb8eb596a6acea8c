import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from './image.js';
import type { Container, PodSpec } from './manifest.js';

/** Secret values, by the name of the Secret and the key in it. */
export type Secrets = Record<string, Record<string, string>>;

/** Stands in for a pod's own network and disk on this machine, which has one of each for all pods. */
export interface Host {
  /** The pod's own of the 16 million loopback addresses, so that its ports can be those of the manifest. */
  address: string;
  /** Returns the whole environment of a container's process. It has nothing of this process's environment. */
  environmentOf(container: Container, image: Image): Record<string, string>;
  /** Returns a text of the manifest, with the pod's loopback and mounted folders replaced by those on this machine. */
  localise(text: string, container: Container): string;
  leave(): Promise<void>;
}

/** A real pod listens on all its addresses. Here it listens on its own one, because all pods share the others. */
const LISTENS = ['HAVOC_HTTP_HOST', 'HAVOC_OPS_HOST'];

export async function createHost(spec: PodSpec, secrets: Secrets): Promise<Host> {
  // The name is short, because the path of a unix socket may have at most 108 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'pod-'));
  await Promise.all(spec.volumes.map(({ name }) => mkdir(join(folder, name))));
  const address = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const ports = portsOf(spec);

  function localise(text: string, { volumeMounts }: Container): string {
    const mounted = volumeMounts.reduce(
      (sofar, { name, mountPath }) => sofar.replaceAll(mountPath, join(folder, name)),
      text,
    );
    return mounted.replaceAll(/\b(?:localhost|127\.0\.0\.1):(\d+)\b/g, (whole, port) =>
      ports.has(Number(port)) ? `${address}:${port}` : whole,
    );
  }

  function environmentOf(container: Container, image: Image): Record<string, string> {
    const given = container.env.flatMap(({ name, value, valueFrom }) => {
      if (valueFrom === undefined) return [[name, localise(value ?? '', container)]];
      const { name: secret, key, optional } = valueFrom.secretKeyRef;
      const found = secrets[secret]?.[key];
      if (found === undefined && !optional) {
        throw new Error(
          `${container.name} needs the key ${key} of the Secret ${secret}, which is not there.`,
        );
      }
      return found === undefined ? [] : [[name, found]];
    });
    const listens = LISTENS.map((name) => [name, address]);
    return { ...image.env, ...Object.fromEntries(listens), ...Object.fromEntries(given) };
  }

  return { address, environmentOf, localise, leave: () => rm(folder, { recursive: true }) };
}

/** Returns the ports on which the pod's containers listen, including the one where app and havoc meet. */
function portsOf({ initContainers, containers }: PodSpec): Set<number> {
  const all = [...initContainers, ...containers];
  const named = all.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort));
  const met = all.flatMap(({ env }) => env.filter(({ name }) => name === 'HAVOC_ADDRESS'));
  const numbers = met.flatMap(({ value = '' }) => /:(\d+)$/.exec(value)?.[1] ?? []);
  return new Set([...named, ...numbers.map(Number)]);
}
