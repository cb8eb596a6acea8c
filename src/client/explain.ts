import { type ServiceError, status } from '@grpc/grpc-js';
import type { Address } from './address.js';

/** What to know of a stream that failed, to say what is wrong. */
export type StreamFailure = Pick<ServiceError, 'code' | 'details'>;

interface Reason {
  applies: (failure: StreamFailure, address: Address) => boolean;
  says: (address: Address, failure: StreamFailure) => string;
}

const saysAnyOf =
  (...words: string[]) =>
  ({ details }: StreamFailure) =>
    words.some((word) => details.includes(word));

/** In the order in which they are tried; the last one always applies. */
const reasons: Reason[] = [
  {
    applies: ({ code }) => code === status.UNAUTHENTICATED,
    says: () =>
      'The sidecar wants a token, and was given none or a wrong one. Put its own into HAVOC_GRPC_TOKEN, or give new Havoc({ token }).',
  },
  {
    applies: ({ code }) => code === status.PERMISSION_DENIED,
    says: () =>
      'The sidecar refuses this token. HAVOC_GRPC_TOKEN, or new Havoc({ token }), must be the one it was configured with.',
  },
  {
    applies: ({ code }) => code === status.UNIMPLEMENTED,
    says: ({ target }) =>
      `What answers at ${target} is a gRPC server, but no havoc sidecar of this version. Check HAVOC_ADDRESS, and the versions of the sidecar and of @havoc/client.`,
  },
  {
    applies: ({ code }) => code === status.INVALID_ARGUMENT,
    says: (_, { details }) => `The sidecar refuses what this app declares that it handles: ${details}`,
  },
  {
    applies: saysAnyOf('ENOENT'),
    says: ({ target }) =>
      `There is no socket at ${target}. Is the sidecar up, is this the path that it was given, and is its folder mounted in this container too?`,
  },
  {
    applies: saysAnyOf('EACCES'),
    says: ({ target }) =>
      `This process may not open ${target}. Let it run as a user that may write to that socket.`,
  },
  {
    applies: saysAnyOf('ENOTFOUND', 'EAI_AGAIN', 'Name resolution failed'),
    says: ({ target }) => `No machine is known by the name in ${target}. Check HAVOC_ADDRESS.`,
  },
  {
    applies: saysAnyOf(
      'certificate',
      'wrong version number',
      'ERR_SSL',
      'SSL routines',
      'packet length too long',
    ),
    says: ({ target }, { details }) =>
      `TLS with ${target} failed: ${details}. A sidecar that is not on this machine must serve TLS with a certificate for that name; a private authority goes into HAVOC_GRPC_CA, or new Havoc({ ca }).`,
  },
  {
    applies: saysAnyOf('ECONNREFUSED'),
    says: ({ target }) =>
      `Nothing listens at ${target}. Start the sidecar (\`havoc dev\` on your machine, \`havoc serve\` in production), or set HAVOC_ADDRESS to where it listens.`,
  },
  {
    applies: ({ code }) => code === status.DEADLINE_EXCEEDED,
    says: ({ target }) =>
      `${target} took the connection, but did not answer. Is it a havoc sidecar, and is it well?`,
  },
  {
    applies: (_, { local }) => local,
    says: ({ target }, { details }) =>
      `The sidecar at ${target} cannot be reached: ${details}. If it speaks TLS there, HAVOC_GRPC_CA must name its authority.`,
  },
  {
    applies: () => true,
    says: ({ target }, { details }) =>
      `The sidecar at ${target} cannot be reached: ${details}. It is not on this machine, so it must serve TLS and be given a token.`,
  },
];

/** Why there is no connection, and what to do, for people. */
export function explain(failure: StreamFailure, address: Address): string {
  const reason = reasons.find(({ applies }) => applies(failure, address));
  return reason ? reason.says(address, failure) : failure.details;
}
