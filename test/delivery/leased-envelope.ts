import type { Attempt, LeasedEnvelope } from '../../src/delivery/attempt.js';

/** An envelope of an event at its first attempt, under the lease `lease <id>`. */
export function leasedEnvelope(id: string, more: Partial<LeasedEnvelope> = {}): LeasedEnvelope {
  return {
    id,
    lease: `lease ${id}`,
    kind: 'event',
    name: 'message',
    teamId: 'T1',
    orderKey: undefined,
    payload: Buffer.from('{}'),
    receivedAt: new Date(),
    replyBy: undefined,
    parkedMs: undefined,
    attempt: 1,
    origin: undefined,
    replayed: false,
    ...more,
  };
}

/** An attempt at it, leased just now. */
export function attemptAt(envelope: LeasedEnvelope, more: Partial<Attempt> = {}): Attempt {
  return {
    envelope,
    body: {},
    facts: { kind: envelope.kind, items: [{}] },
    leasedAt: performance.now(),
    isInTurn: false,
    ...more,
  };
}
