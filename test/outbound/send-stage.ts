import { HavocError } from '../../src/base/index.js';
import { createSend, type SendOptions } from '../../src/outbound/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';

export const ok: SlackAnswer = { ok: true, status: 200, body: { ok: true } };
export const limited = (retryAfterMs?: number): SlackAnswer => ({
  ok: false,
  error: 'ratelimited',
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  retryAfterMs,
});
export const down = new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });

/** Sets up a Slack that gives these answers one call after another, then `ok`. Time passes only during waits. */
export function setUp(answers: (SlackAnswer | HavocError)[] = [], options: Partial<SendOptions> = {}) {
  const calls: { method: string; token?: string; team_id?: string; args: unknown }[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const pauses: number[] = [];
  const observed: unknown[][] = [];
  let now = 0;
  const send = createSend({
    async findToken({ team_id = 'T1' }) {
      return { token: 'xoxb-1', installation: { team_id } };
    },
    report: async () => undefined,
    async call({ method, token, args, signal }, { team_id } = {}) {
      calls.push({ method, token, args, team_id });
      signals.push(signal);
      const next = answers.shift() ?? ok;
      if (next instanceof HavocError) throw next;
      return next;
    },
    observe: { answer: async (...args) => void observed.push(args) },
    elapsed: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      now += ms;
    },
    random: () => 0,
    ...options,
  });
  return { send, calls, signals, pauses, observed };
}
