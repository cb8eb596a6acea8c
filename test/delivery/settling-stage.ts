import type { LeasedEnvelope } from '../../src/delivery/attempt.js';
import { createSettling, type SettlingOptions } from '../../src/delivery/settling.js';
import { createSubscriber } from '../../src/delivery/subscriber.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

export const LEASE = { id: '1', lease: '6b1c2f9e-54a1-4d07-9a43-0a5f4c1d2e3f' };

export interface SettlingStageOptions {
  /** The id of its follower here. */
  nextId?: string;
  /** How much of its lease is left, in milliseconds. */
  leftMs?: number;
  envelope?: Partial<LeasedEnvelope>;
  /** Replacements for the default functions, which all report that the lease held. */
  inbox?: Partial<SettlingOptions['inbox']>;
}

/** Opens an app with a command in hand, and records what is done with it, in order. */
export function openSettling({ nextId, leftMs = 30_000, envelope, inbox }: SettlingStageOptions = {}) {
  const done: string[] = [];
  const written: object[] = [];
  const metered: string[] = [];
  const dueIn: number[] = [];
  let words = 0;
  let arrive: (isInTime: boolean) => void = () => undefined;
  let lose: (failure: Error) => void = () => undefined;
  const arriving = new Promise<boolean>((resolve, reject) => {
    arrive = resolve;
    lose = reject;
  });
  const subscriber = createSubscriber({ handles: [{ kind: '*' }] }, () => undefined);
  const command = { ...LEASE, kind: 'command', replyBy: new Date(Date.now() + 2_500), ...envelope };
  subscriber.give(leasedEnvelope(LEASE.id, command), performance.now() + leftMs);
  const write = (what: string) => async (given: object) => {
    done.push(what);
    written.push(given);
    return true;
  };
  const settling = createSettling({
    inbox: {
      leaseMs: 30_000,
      settle: write('settled'),
      settleBefore: async (given) => ({ isOurs: await write('settled')(given), isNextFirst: true }),
      postpone: write('postponed'),
      bury: write('buried'),
      extend: write('extended'),
      ...inbox,
    },
    replies: {
      async reply() {
        const isInTime = await arriving;
        done.push('replied');
        return isInTime;
      },
      settled: () => void done.push('no reply'),
    },
    meter: {
      handedOver() {},
      ended: (_, outcome) => void metered.push(outcome),
      died: (_, reason) => void metered.push(`died of ${reason}`),
      unhandled() {},
    },
    log: createLogger({ level: 'silent' }),
    subscriber,
    followers: { next: () => nextId },
    due: { in: (delayMs) => void dueIn.push(delayMs) },
    maxAttempts: 20,
    onHeard: () => void words++,
    onFreed: () => void done.push('freed'),
    onEnding: (_, isNextFirst) => void done.push(isNextFirst ? 'next' : 'ending'),
  });
  return { settling, subscriber, done, written, metered, dueIn, words: () => words, arrive, lose };
}
