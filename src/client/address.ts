import { formatAddress, isPrivate, parseAddress } from '../base/index.js';

/** The sidecar's address. */
export interface Address {
  /** The address in gRPC's form: `unix:/path` or `host:port`. */
  target: string;
  /** True for a unix socket and for this machine's loopback, which need neither TLS nor a token. */
  local: boolean;
}

/** Parses an address. @throws HavocError `address.malformed` (invalid_argument) */
export function readAddress(text: string): Address {
  const address = parseAddress(text);
  return { target: formatAddress(address), local: isPrivate(address) };
}
