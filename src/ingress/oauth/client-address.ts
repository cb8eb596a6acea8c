import { BlockList, isIP, isIPv4 } from 'node:net';

/** Addresses that the internet cannot reach: those of this machine, of a cluster, and of a company's network. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/**
 * Returns the address of a client, by which it is limited: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since a client often has a whole network of those.
 *
 * A peer with a public address is the client. A private one is a proxy: then the client is the last public address in
 * `X-Forwarded-For`, because each proxy adds its own peer at the end, and the client can forge everything before that.
 * Returns undefined if there is no such address.
 *
 * @param peer the address of the socket's other end
 * @param forwarded the header `X-Forwarded-For`
 */
export function clientAddress(peer: string | undefined, forwarded = ''): string | undefined {
  const hops = [...forwarded.split(','), peer ?? ''].map(readAddress).reverse();
  const client = hops.find((hop) => hop === undefined || !isPrivate(hop));
  return client === undefined || isIPv4(client) ? client : networkOf(client);
}

/** Reads an address that may have a port. Returns undefined if the text is not an address. */
function readAddress(text: string): string | undefined {
  const address = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
    .replace(/%.*$/, '');
  return isIP(address) === 0 ? undefined : address;
}

function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** Returns the first four groups of an IPv6 address. */
function networkOf(address: string): string {
  // A URL has the address in its shortest form, which has no dots and `::` at most once.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
