import type { AddressInfo, Server } from 'node:net';
import { HavocError, type Scope } from '../base/index.js';

/** A server that does not listen yet. */
interface Listener {
  server: Server;
  listen(where: { host: string; port: number }): Promise<unknown>;
  close(): PromiseLike<unknown>;
}

/**
 * Listens on HAVOC_<name>_HOST and HAVOC_<name>_PORT until the scope is released.
 *
 * @returns the URL, as seen from this machine
 * @throws HavocError `main.port_in_use` (already_exists) or `main.cannot_listen` (failed_precondition)
 */
export async function listen(
  app: Listener,
  scope: Scope,
  { name, host, port }: { name: string; host: string; port: number },
): Promise<string> {
  scope.onRelease(async () => void (await app.close()));
  await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    const isTaken = cause.code === 'EADDRINUSE';
    const remedy = isTaken
      ? 'stop the program that listens there'
      : `set HAVOC_${name}_HOST to an address of this machine`;
    throw new HavocError({
      kind: isTaken ? 'already_exists' : 'failed_precondition',
      code: isTaken ? 'main.port_in_use' : 'main.cannot_listen',
      message: `Cannot listen on ${host}:${port} (${cause.code}): ${remedy}, or set HAVOC_${name}_PORT to another port.`,
      cause,
    });
  });
  const bound = app.server.address() as AddressInfo;
  const shownHost = bound.address === '0.0.0.0' || bound.address === '::' ? '127.0.0.1' : bound.address;
  return `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${bound.port}`;
}
