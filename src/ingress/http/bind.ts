import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How many connections may wait until the process takes them. Node.js asks for 511 unless told otherwise, and a burst of
 * more makes the kernel ignore new ones, Slack's among them, which are tried again after 1 s and then 3 s. Linux cuts the
 * number to `net.core.somaxconn`: 4,096 since version 5.4, 128 before.
 */
const BACKLOG = 4_096;

/** The machine lacks the address or its whole family, as a container without IPv6 does. */
const ABSENT = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Listens on an address, on one server. `localhost` may stand for an address of IPv4 and one of IPv6: a server listens on
 * each of them that the machine has, all on one port.
 *
 * @param openServer called for each address, with what it returned before as long as nothing listens
 * @throws Error as Node.js does, if nothing listens, or if another process has the port on one of the addresses
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
