import { envelopeType, toEnvelope } from '../socket-mode/envelope.js';
import type { Links } from '../socket-mode/links.js';
import type { Door } from './door.js';

export interface SocketDoorOptions {
  links: Links;
  /** The URL at which apps connect. It becomes the `url` of each push. */
  url: string;
  /** The time limit for the acknowledgement. */
  timeoutMs: number;
}

/** Sends each push as an envelope over one of its app's connections, in turn. */
export function createSocketDoor({ links, url, timeoutMs }: SocketDoorOptions): Door {
  return {
    name: 'socket',
    findUrl: (_app, kind) => envelopeType(kind) && url,
    send: async (app, push, tried) => {
      const { at, retryNum, retryReason, signal } = tried;
      const attempt = { at, retryNum, ...(retryReason && { retryReason }), noRetry: false };
      const link = links.next(app.id);
      const type = envelopeType(push.kind);
      if (!link || !type) return { ...attempt, tookMs: 0, failure: 'connection_failed' };
      const envelope = toEnvelope(push, type, tried);
      const started = performance.now();
      const outcome = await link.deliver(envelope, { timeoutMs, signal });
      const sent = { connection: link.id, envelopeId: envelope.envelope_id };
      const took = { ...attempt, ...sent, tookMs: performance.now() - started };
      if ('failure' in outcome) return { ...took, failure: outcome.failure };
      return { ...took, ...(Object.keys(outcome.payload).length > 0 && { answer: outcome.payload }) };
    },
  };
}
