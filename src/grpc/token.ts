import { createHash, timingSafeEqual } from 'node:crypto';
import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';

/** Refuses calls without the token, except health checks. Compares in constant time. */
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
              details:
                "The call has no valid token. Set the client's token to the value of the sidecar's HAVOC_GRPC_TOKEN.",
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
