import type { Draft } from '../../src/delivery/index.js';

/** A command waits for a reply; nothing else here does. */
export function newEnvelope(
  dedupeKey: string,
  kind = 'event',
  body: object = {},
  more: Partial<Draft> = {},
): Draft {
  return {
    dedupeKey,
    eventTime: undefined,
    kind,
    name: '',
    teamId: undefined,
    orderKey: undefined,
    payload: Buffer.from(JSON.stringify(body)),
    body: { ...body },
    retryNum: undefined,
    receivedAt: new Date(),
    replyBy: kind === 'command' ? new Date(Date.now() + 2_500) : undefined,
    origin: undefined,
    ...more,
  };
}
