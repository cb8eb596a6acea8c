import { BlockList } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Where a tab comes from, and who may act as people. */
export interface Acting {
  /** The address of the browser, as in `socket.remoteAddress`. */
  from: string;
  allowed: 'loopback' | 'anywhere';
}

/** True if a tab may act as any person. This is for the developer of the app, whose browser is on this machine. */
export function mayActAsPeople({ from, allowed }: Acting): boolean {
  return allowed === 'anywhere' || loopback.check(from, from.includes(':') ? 'ipv6' : 'ipv4');
}
