import { formatAddress, isPrivate, parseAddress } from '../base/index.js';

/** Where the sidecar is dialled. */
export interface Address {
  /** As gRPC dials it: `unix:/path` or `host:port`. */
  target: string;
  /** A unix socket or this machine's loopback: no TLS, no token needed. */
  local: boolean;
}

/** @throws HavocError `address.malformed` (invalid_argument) */
export function readAddress(text: string): Address {
  const address = parseAddress(text);
  return { target: formatAddress(address), local: isPrivate(address) };
}
