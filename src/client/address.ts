import { isAbsolute } from 'node:path';
import { HavocError } from '../base/index.js';

export const DEFAULT_ADDRESS = '127.0.0.1:7433';
const DEFAULT_PORT = 7433;

/** Where the sidecar listens. */
export interface Address {
  /** As gRPC dials it: `unix:/path` or `host:port`. */
  target: string;
  /** The socket's path, of a unix socket. */
  socketPath?: string;
  /** A unix socket or this machine's loopback: no TLS, no token needed. */
  local: boolean;
}

/**
 * Reads `unix:/path`, `host:port`, `host` or `[::1]:port`.
 *
 * @throws HavocError `client.bad_address` (invalid_argument)
 */
export function parseAddress(given: string): Address {
  const text = given.trim();
  if (text.startsWith('unix:')) return parseSocket(text);
  if (text === '' || text.includes('/')) throw badAddress(given);

  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const portNumber = port === undefined ? DEFAULT_PORT : Number(port);
  if (host === undefined || portNumber < 1 || portNumber > 65_535) throw badAddress(given);
  const written = bracketed === undefined ? host : `[${host}]`;
  return { target: `${written}:${portNumber}`, local: isLoopback(host) };
}

function parseSocket(text: string): Address {
  const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
  if (path === '' || path.startsWith('//')) throw badAddress(text);
  return {
    target: isAbsolute(path) ? `unix:${path}` : `unix:./${path.replace(/^\.\//, '')}`,
    socketPath: path,
    local: true,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function badAddress(given: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_address',
    message: `'${given}' is no address of a havoc sidecar. Give host:port (as in ${DEFAULT_ADDRESS}) or unix:/path/to/socket, in HAVOC_ADDRESS or as new Havoc({ address }).`,
  });
}
