import { HavocError } from '../base/index.js';
import type { Kind } from '../entities/index.js';
import type { Target } from '../installations/index.js';
import type { Send } from '../outbound/index.js';
import { isPassing, type SlackAnswer } from '../slack/index.js';

/** How to ask Slack for one entity of a kind. */
const METHODS: Record<Kind, { method: string; args: (id: string) => Record<string, unknown> }> = {
  user: { method: 'users.info', args: (user) => ({ user, include_locale: true }) },
  channel: { method: 'conversations.info', args: (channel) => ({ channel }) },
  team: { method: 'team.info', args: (team) => ({ team }) },
  bot: { method: 'bots.info', args: (bot) => ({ bot }) },
};

/** How long an answer is remembered, so that what Slack tells only in part is not asked for all the time. */
const TOLD_MS = 60_000;
const REFUSED_MS = 600_000;
/** For what will soon be otherwise. */
const PASSING_MS = 5_000;

/** Slack would not tell: its answer, or that there was none. */
export interface Refusal {
  method: string;
  answer?: SlackAnswer;
  failure?: HavocError;
}

export interface AskSlackOptions {
  send: Send;
  now: () => Date;
  maxRemembered?: number;
}

/** What is asked for, and on whose behalf. */
export interface Question {
  kind: Kind;
  team_id: string;
  id: string;
  target: Target;
  /** When the part of it was told that is known. */
  knownAt?: Date;
}

/**
 * Asks Slack for an entity, once for all who want to know at the same time. What is learned goes the way of
 * every answer, through `observe` into the entities. The outcome is remembered for a while, so that an event an
 * instant of somebody unknown does not become a call an instant; a refusal until something is told of it elsewhere,
 * as when the app is invited.
 */
export function createAskSlack({ send, now, maxRemembered = 10_000 }: AskSlackOptions) {
  const flights = new Map<string, Promise<Refusal | undefined>>();
  const answers = new Map<string, { refusal: Refusal | undefined; askedAt: Date; until: number }>();

  /** @returns undefined once it is learned, else why not */
  return function askSlack(question: Question): Promise<Refusal | undefined> {
    const key = `${question.kind}:${question.team_id}:${question.id}`;
    const remembered = answers.get(key);
    const isNews = remembered?.refusal && question.knownAt && question.knownAt > remembered.askedAt;
    if (remembered && !isNews && remembered.until > now().getTime())
      return Promise.resolve(remembered.refusal);
    answers.delete(key);
    let flight = flights.get(key);
    if (!flight) {
      flight = ask(question, key).finally(() => flights.delete(key));
      flights.set(key, flight);
    }
    return flight;
  };

  async function ask({ kind, id, target }: Question, key: string): Promise<Refusal | undefined> {
    const { method, args } = METHODS[kind];
    const askedAt = now();
    const refusal = await sendOnce(method, args(id), target);
    answers.set(key, { refusal, askedAt, until: now().getTime() + rememberMs(refusal) });
    if (answers.size > maxRemembered) {
      const [oldest] = answers.keys();
      if (oldest !== undefined) answers.delete(oldest);
    }
    return refusal;
  }

  async function sendOnce(
    method: string,
    args: Record<string, unknown>,
    target: Target,
  ): Promise<Refusal | undefined> {
    try {
      const answer = await send({ method, args, target });
      return answer.ok ? undefined : { method, answer };
    } catch (thrown) {
      if (thrown instanceof HavocError) return { method, failure: thrown };
      throw thrown;
    }
  }
}

function rememberMs(refusal: Refusal | undefined): number {
  if (!refusal) return TOLD_MS;
  const { answer } = refusal;
  if (!answer) return PASSING_MS;
  if (answer.retryAfterMs !== undefined) return answer.retryAfterMs;
  return answer.error !== undefined && isPassing(answer.error) ? PASSING_MS : REFUSED_MS;
}
