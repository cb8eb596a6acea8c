import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** Whom a TLS connection of gRPC's must lead to, in grpc-js's words. */
export interface PeerVerification {
  verifyOptions: { checkServerIdentity?: (name: string, certificate: PeerCertificate) => Error | undefined };
  options: { 'grpc.ssl_target_name_override'?: string };
}

/**
 * A name is verified by gRPC itself. An IP address it would send as the server's name, which it may not be, and which
 * Node.js refuses since version 26: so a name is sent that nobody looks at, and the certificate must be for the address.
 *
 * @param target as gRPC dials it
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
