import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How many connections may wait until the process accepts them. The default of Node.js is 511. In a larger burst the
 * kernel ignores new connections, including Slack's. Their clients try again after 1 s and then 3 s. Linux limits the
 * number to `net.core.somaxconn`: 4,096 since version 5.4, 128 before.
 */
const BACKLOG = 4_096;

/** Errors for an address or an address family that the machine lacks, for example in a container without IPv6. */
const ABSENT = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Listens on an address with one server. `localhost` may resolve to an IPv4 and an IPv6 address. Then one server
 * listens on each address that the machine has, and all servers use the same port.
 *
 * @param openServer called for each address; may return the same server again until that server listens
 * @throws Error from Node.js, if no server listens, or if another process has the port on one of the addresses
 */
export async function bind(
  { host, port }: { host: string; port: number },
  openServer: () => Server,
): Promise<void> {
  const addresses = host === 'localhost' ? await addressesOf(host) : [host];
  let bound: number | undefined;
  let failure: NodeJS.ErrnoException | undefined;
  for (const address of addresses) {
    const server = openServer();
    server.listen({ host: address, port: bound ?? port, backlog: BACKLOG });
    try {
      await once(server, 'listening');
      bound = (server.address() as AddressInfo).port;
    } catch (thrown) {
      failure = thrown as NodeJS.ErrnoException;
      if (!ABSENT.has(failure.code ?? '')) throw failure;
    }
  }
  if (bound === undefined) throw failure;
}

async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
}
