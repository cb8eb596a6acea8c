import { createHash, timingSafeEqual } from 'node:crypto';
import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';

/** Refuses calls that do not carry the token, but for health checks; compares in constant time. */
export function createTokenCheck(token: string): ServerInterceptor {
  const expected = digest(`Bearer ${token}`);
  return (method, call) => {
    if (method.path.startsWith('/grpc.health.v1.')) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata(metadata, nextMetadata) {
            const given = String(metadata.get('authorization')[0] ?? '');
            if (timingSafeEqual(digest(given), expected)) return nextMetadata(metadata);
            call.sendStatus({
              code: status.UNAUTHENTICATED,
              details: 'The call carries no valid token: give the client the one of HAVOC_GRPC_TOKEN.',
            });
          },
        });
      },
    });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
