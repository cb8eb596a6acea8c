import { HavocError } from '../../src/base/index.js';
import { toStatus } from '../../src/grpc/status.js';
import { Failure } from './fake-sidecar.js';

/** Makes an answer that fails as the sidecar would. */
export function failing(kind: HavocError['kind'], failureCode: string): () => never {
  return () => {
    const { code, details, metadata } = toStatus(
      new HavocError({ kind, code: failureCode, message: 'Not so.' }),
    );
    throw new Failure(code, details, metadata);
  };
}
