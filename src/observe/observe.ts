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

/** Learns from what passes by. It never throws: what could not be written is logged, and passes all the same. */
export interface Observe {
  /** Of a payload that is committed. Memory knows at once; the promise is for the ledger. */
  incoming(incoming: Pick<Incoming, 'kind' | 'body' | 'whose'>, receivedAt?: Date): Promise<void>;
  /**
   * Of a call that Slack answered.
   *
   * @param team_id the workspace, or organisation, that was called for
   * @param options.keepsLedger the caller writes the ledger itself
   */
  answer(
    request: Pick<SlackRequest, 'method' | 'args'>,
    answer: SlackAnswer,
    team_id: string,
    options?: { keepsLedger?: boolean },
  ): Promise<void>;
}

/** Applies what payloads and answers teach to the entities and to the ledger. */
export function createObserve({ entities, ledger, log, now = () => new Date() }: ObserveOptions): Observe {
  return {
    async incoming(incoming, receivedAt = now()) {
      try {
        const lessons = extractIncoming(incoming, receivedAt);
        entities.learn(lessons.entities);
        if (lessons.ledger.length > 0) await ledger.apply(lessons.ledger);
      } catch (thrown) {
        log.error({ err: thrown, kind: incoming.kind }, 'observe: could not learn from this');
      }
    },
    async answer(request, answer, team_id, { keepsLedger = false } = {}) {
      try {
        const lessons = extractAnswer(request, answer, { team_id, at: now() });
        entities.learn(lessons.entities);
        if (!keepsLedger && lessons.ledger.length > 0) await ledger.apply(lessons.ledger);
      } catch (thrown) {
        log.error({ err: thrown, method: request.method }, 'observe: the ledger could not follow this call');
      }
    },
  };
}
