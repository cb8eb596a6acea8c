import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** The grpc-js options that decide which server certificate a connection accepts. */
export interface PeerVerification {
  verifyOptions: { checkServerIdentity?: (name: string, certificate: PeerCertificate) => Error | undefined };
  options: { 'grpc.ssl_target_name_override'?: string };
}

/**
 * Returns the options with which grpc-js verifies the server at `target`.
 *
 * gRPC verifies a host name by itself. It would send an IP address as the TLS server name, which RFC 6066 forbids and
 * Node.js refuses since version 26. For an IP address, these options send a placeholder name instead and check that
 * the certificate is for the address.
 *
 * @param target the address that gRPC dials
 * @see https://datatracker.ietf.org/doc/html/rfc6066#section-3
 */
export function verifyPeer(target: string): PeerVerification {
  const address = target.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return { verifyOptions: {}, options: {} };
  return {
    verifyOptions: { checkServerIdentity: (_, certificate) => checkServerIdentity(address, certificate) },
    options: { 'grpc.ssl_target_name_override': 'havoc' },
  };
}
