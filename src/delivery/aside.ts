import type { Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import type { Replies } from '../replies/index.js';
import type { Attempt, Learn, LeasedEnvelope } from './attempt.js';
import type { Due } from './due.js';
import type { Elsewhere } from './elsewhere.js';
import type { DeliveryMeter } from './meter.js';
import type { Subscribers } from './subscribers.js';

export interface AsideOptions {
  inbox: Pick<Inbox, 'putBack' | 'redirect' | 'park' | 'unpark' | 'settle'>;
  replies: Pick<Replies, 'settled'>;
  subscribers: Subscribers;
  elsewhere: Elsewhere;
  learn: Learn;
  meter: DeliveryMeter;
  log: Logger;
  /** True for an envelope that concerns havoc itself. The app need not handle it. */
  isOwn: (envelope: Pick<LeasedEnvelope, 'kind' | 'name'>) => boolean;
  /** How long an envelope is kept while no connected subscriber handles it. */
  unhandledAfterMs: number;
  due: Pick<Due, 'now' | 'elsewhere'>;
}

/** Takes attempts that no subscriber here should get, and passes them on, parks them or gives them back. */
export type SetAside = (attempts: readonly Attempt[]) => Promise<void>;

/**
 * If another replica handles an envelope, that replica gets it at once. If none does, the envelope is parked,
 * and it is settled as unhandled after `unhandledAfterMs`. If no subscriber is connected here, the envelope
 * goes back to the inbox instead of being parked.
 */
export function createSetAside(options: AsideOptions): SetAside {
  const { inbox, replies, subscribers, elsewhere, due, learn, meter, log, isOwn, unhandledAfterMs } = options;
  const warn = oncePerMinute((envelope: LeasedEnvelope) =>
    log.warn(
      { envelope_id: envelope.id, kind: envelope.kind, name: envelope.name },
      'no connected subscriber handled this envelope in time: it is settled as unhandled',
    ),
  );

  async function park({ envelope, body, facts }: Attempt): Promise<void> {
    await learn(envelope, body);
    const leftMs = unhandledAfterMs - (envelope.parkedMs ?? 0);
    if (leftMs > 0) {
      await inbox.park(envelope, leftMs);
      // A subscriber for it may have connected just before, and unparked all envelopes except this one.
      if (subscribers.isHandled(facts)) await inbox.unpark().then(due.now);
      return;
    }
    await inbox.settle({ id: envelope.id, lease: envelope.lease, outcome: 'unhandled' });
    replies.settled(envelope);
    if (isOwn(envelope)) return;
    meter.unhandled(envelope.kind);
    warn(envelope);
  }

  return async function setAside(attempts) {
    const back: LeasedEnvelope[] = [];
    const off = new Map<string, LeasedEnvelope[]>();
    const parked: Promise<void>[] = [];
    for (const one of attempts) {
      const replica = elsewhere.find(one.facts);
      if (replica !== undefined) off.set(replica, [...(off.get(replica) ?? []), one.envelope]);
      else if (subscribers.all().length === 0) back.push(one.envelope);
      else parked.push(park(one));
    }
    const redirected = [...off].map(async ([replica, envelopes]) => {
      await inbox.redirect(envelopes, replica);
      due.elsewhere(replica);
    });
    await Promise.all([inbox.putBack(back), ...redirected, ...parked]);
  };
}

const MINUTE_MS = 60_000;
const MOST_NAMES = 1_000;

/** Calls `say` at most once a minute for each kind and name, and for at most `MOST_NAMES` of them. */
function oncePerMinute(say: (envelope: LeasedEnvelope) => void): (envelope: LeasedEnvelope) => void {
  let said = new Set<string>();
  let minuteEnds = 0;
  return (envelope) => {
    if (Date.now() >= minuteEnds) {
      said = new Set();
      minuteEnds = Date.now() + MINUTE_MS;
    }
    const key = `${envelope.kind} ${envelope.name}`;
    if (said.has(key) || said.size >= MOST_NAMES) return;
    said.add(key);
    say(envelope);
  };
}
