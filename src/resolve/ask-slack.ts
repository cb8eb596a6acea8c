import { HavocError } from '../base/index.js';
import type { Kind } from '../entities/index.js';
import type { Target } from '../installations/index.js';
import type { Send } from '../outbound/index.js';
import { isPassing, type SlackAnswer } from '../slack/index.js';

/** The method and the arguments that ask Slack for one entity of each kind. */
const METHODS: Record<Kind, { method: string; args: (id: string) => Record<string, unknown> }> = {
  user: { method: 'users.info', args: (user) => ({ user, include_locale: true }) },
  channel: { method: 'conversations.info', args: (channel) => ({ channel }) },
  team: { method: 'team.info', args: (team) => ({ team }) },
  bot: { method: 'bots.info', args: (bot) => ({ bot }) },
};

/**
 * How long an answer is remembered, so that an entity that Slack only shows in part does not cause constant calls.
 */
const TOLD_MS = 60_000;
const REFUSED_MS = 600_000;
/** How long a temporary refusal is remembered. */
const PASSING_MS = 5_000;

/** Why an entity was not learned: Slack's refusal, or the failure if there was no answer. */
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

/** The entity to ask for, and the installation to ask with. */
export interface Question {
  kind: Kind;
  team_id: string;
  id: string;
  /** The tenant that asks. Slack may show a workspace to one tenant and not to another. */
  tenant: string;
  target: Target;
  /** When the part that is already known was learned. */
  knownAt?: Date;
}

/**
 * Makes a function that asks Slack for an entity. Concurrent questions about the same entity share one call. As with
 * every answer, `observe` passes the facts on to the entities. The outcome is remembered for a while, so that
 * frequent events of an unknown user do not cause as many calls. A refusal is forgotten early once the entity is
 * learned from elsewhere, for example after the app is invited to a channel.
 */
export function createAskSlack({ send, now, maxRemembered = 10_000 }: AskSlackOptions) {
  const flights = new Map<string, Promise<Refusal | undefined>>();
  const answers = new Map<string, { refusal: Refusal | undefined; askedAt: Date; until: number }>();

  /** @returns undefined once the entity is learned, otherwise the refusal */
  return function askSlack(question: Question): Promise<Refusal | undefined> {
    const key = `${question.tenant}:${question.kind}:${question.team_id}:${question.id}`;
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
