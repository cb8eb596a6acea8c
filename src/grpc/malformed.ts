import type { ServiceDefinition } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';

/** Stands for a request whose bytes are no message of its type, or hold a number that JavaScript does not. */
class Malformed {
  constructor(readonly cause: unknown) {}
}

/** The same methods. grpc-js would blame the server for a request that cannot be read: here it is the caller's fault. */
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

/** @throws HavocError (invalid_argument) `grpc.malformed` where the request could not be read */
export function checkRead(request: unknown): void {
  if (!(request instanceof Malformed)) return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'grpc.malformed',
    message:
      'The request cannot be read: its bytes are no message of this type, or a number in it is too large.',
    cause: request.cause,
  });
}
