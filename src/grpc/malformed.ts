import type { ServiceDefinition } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';

/** Stands in for a request that cannot be decoded: a malformed message, or a number that is too large for JavaScript. */
class Malformed {
  constructor(readonly cause: unknown) {}
}

/**
 * Returns the same methods, but a request that cannot be decoded becomes a Malformed. grpc-js itself would end the call
 * with an error of the server; `checkRead` blames the caller instead.
 */
export function readingAll(definition: ServiceDefinition): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      try {
        return method.requestDeserialize(bytes);
      } catch (cause) {
        return new Malformed(cause);
      }
    };
    return [name, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(methods);
}

/** @throws HavocError (invalid_argument) `grpc.malformed` if the request could not be decoded */
export function checkRead(request: unknown): void {
  if (!(request instanceof Malformed)) return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'grpc.malformed',
    message:
      'The request cannot be decoded. Its bytes are not a message of this type, or a number in it is too large.',
    cause: request.cause,
  });
}
