import { HavocError } from './errors.js';

/** An address that gRPC listens on or dials. */
export type Address = { type: 'unix'; path: string } | { type: 'tcp'; host: string; port: number };

/** The default of HAVOC_ADDRESS, in the sidecar and in the clients. */
export const DEFAULT_ADDRESS = '127.0.0.1:7433';
const DEFAULT_PORT = 7433;

/**
 * Reads `unix:/path`, `unix:///path`, `host:port`, `host` or `[::1]:port`.
 *
 * @throws HavocError `address.malformed` (invalid_argument)
 */
export function parseAddress(given: string): Address {
  const text = given.trim();
  const path = /^unix:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  if (path !== undefined && !path.startsWith('//')) return { type: 'unix', path };
  const [, host, port = DEFAULT_PORT] = /^(\[[0-9a-fA-F:.]+\]|[^:/[\]\s]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host !== undefined && Number(port) <= 65_535) return { type: 'tcp', host, port: Number(port) };
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'address.malformed',
    message: `'${withoutPassword(text)}' is not an address of a havoc sidecar. Use unix:/path/to/socket or host:port, such as ${DEFAULT_ADDRESS}.`,
  });
}

/** Hides a user name and password. An address has none, but a user may have set a URL by mistake. */
function withoutPassword(text: string): string {
  return text.replace(/[^/]*@/, '…@');
}

/** True if only this machine or this pod can reach the address. */
export function isPrivate(address: Address): boolean {
  if (address.type === 'unix') return true;
  return address.host === 'localhost' || address.host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(address.host);
}

/** Writes the address in the form that gRPC dials. */
export function formatAddress(address: Address): string {
  return address.type === 'unix' ? `unix:${address.path}` : `${address.host}:${address.port}`;
}
