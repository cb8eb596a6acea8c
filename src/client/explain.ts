import { type ServiceError, status } from '@grpc/grpc-js';
import type { Address } from './address.js';

/** The part of a stream's error that shows the cause. */
export type StreamFailure = Pick<ServiceError, 'code' | 'details'>;

interface Reason {
  applies: (failure: StreamFailure, address: Address) => boolean;
  says: (address: Address, failure: StreamFailure) => string;
}

const saysAnyOf =
  (...words: string[]) =>
  ({ details }: StreamFailure) =>
    words.some((word) => details.includes(word));

/** The first reason that applies wins; the last one always applies. */
const reasons: Reason[] = [
  {
    applies: ({ code }) => code === status.UNAUTHENTICATED,
    says: () =>
      'The sidecar requires a token, and received none or a wrong one. Set HAVOC_GRPC_TOKEN or new Havoc({ token }) to the token of the sidecar.',
  },
  {
    applies: ({ code }) => code === status.PERMISSION_DENIED,
    says: () =>
      'The sidecar refuses this token. Set HAVOC_GRPC_TOKEN or new Havoc({ token }) to the token of the sidecar.',
  },
  {
    applies: ({ code }) => code === status.UNIMPLEMENTED,
    says: ({ target }) =>
      `The gRPC server at ${target} is not a havoc sidecar, or has another version. Check HAVOC_ADDRESS, and the versions of the sidecar and of @havoc/client.`,
  },
  {
    applies: ({ code }) => code === status.INVALID_ARGUMENT,
    says: (_, { details }) => `The sidecar refuses this app's declaration of what it handles: ${details}`,
  },
  {
    applies: saysAnyOf('ENOENT'),
    says: ({ target }) =>
      `There is no socket at ${target}. Check that the sidecar runs, that this is its path, and that the folder is mounted in this container.`,
  },
  {
    applies: saysAnyOf('EACCES'),
    says: ({ target }) =>
      `This process has no permission to open ${target}. Run it as a user that may write to that socket.`,
  },
  {
    applies: saysAnyOf('ENOTFOUND', 'EAI_AGAIN', 'Name resolution failed'),
    says: ({ target }) => `The host name in ${target} cannot be resolved. Check HAVOC_ADDRESS.`,
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
      `TLS with ${target} failed: ${details}. A sidecar on another machine must serve TLS with a certificate for that name. If its CA is private, set HAVOC_GRPC_CA or new Havoc({ ca }).`,
  },
  {
    applies: saysAnyOf('ECONNREFUSED'),
    says: ({ target }) =>
      `Nothing listens at ${target}. Start the sidecar (\`havoc dev\` on your machine, \`havoc serve\` in production), or set HAVOC_ADDRESS to its address.`,
  },
  {
    applies: ({ code }) => code === status.DEADLINE_EXCEEDED,
    says: ({ target }) =>
      `${target} accepted the connection, but did not answer. Check that it is a havoc sidecar, and that it is healthy.`,
  },
  {
    applies: (_, { local }) => local,
    says: ({ target }, { details }) =>
      `The sidecar at ${target} cannot be reached: ${details}. If it serves TLS, HAVOC_GRPC_CA must name its CA.`,
  },
  {
    applies: () => true,
    says: ({ target }, { details }) =>
      `The sidecar at ${target} cannot be reached: ${details}. A sidecar on another machine must serve TLS and have a token.`,
  },
];

/** Explains to people why there is no connection, and what to do. */
export function explain(failure: StreamFailure, address: Address): string {
  const reason = reasons.find(({ applies }) => applies(failure, address));
  return reason ? reason.says(address, failure) : failure.details;
}
