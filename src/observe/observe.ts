import type { Entities } from '../entities/index.js';
import type { Logger } from '../log/index.js';
import type { Ledger } from '../messages/index.js';
import type { Incoming, SlackAnswer, SlackRequest } from '../slack/index.js';
import { extractAnswer, extractIncoming } from './extract.js';

export interface ObserveOptions {
  entities: Pick<Entities, 'learn'>;
  ledger: Pick<Ledger, 'apply'>;
  log: Logger;
  now?: () => Date;
}

/**
 * Learns from payloads and answers. It never throws: failures are logged, and do not affect the payload or the call.
 */
export interface Observe {
  /**
   * Learns from a committed payload. Entities are in memory at once; the promise resolves after the ledger's write.
   */
  incoming(incoming: Pick<Incoming, 'kind' | 'body' | 'whose'>, receivedAt?: Date): Promise<void>;
  /**
   * Learns from an answer of Slack.
   *
   * @param team_id the workspace or organisation of the call
   * @param options.keepsLedger true if the caller writes the ledger itself
   */
  answer(
    request: Pick<SlackRequest, 'method' | 'args'>,
    answer: SlackAnswer,
    team_id: string,
    options?: { keepsLedger?: boolean },
  ): Promise<void>;
}

/** Applies the lessons of payloads and answers to the entities and the ledger. */
export function createObserve({ entities, ledger, log, now = () => new Date() }: ObserveOptions): Observe {
  return {
    async incoming(incoming, receivedAt = now()) {
      try {
        const lessons = extractIncoming(incoming, receivedAt);
        entities.learn(lessons.entities);
        if (lessons.ledger.length > 0) await ledger.apply(lessons.ledger);
      } catch (thrown) {
        log.error({ err: thrown, kind: incoming.kind }, 'observe: could not learn from this payload');
      }
    },
    async answer(request, answer, team_id, { keepsLedger = false } = {}) {
      try {
        const lessons = extractAnswer(request, answer, { team_id, at: now() });
        entities.learn(lessons.entities);
        if (!keepsLedger && lessons.ledger.length > 0) await ledger.apply(lessons.ledger);
      } catch (thrown) {
        log.error({ err: thrown, method: request.method }, 'observe: could not learn from this answer');
      }
    },
  };
}
