import type { Draft } from '../../src/delivery/index.js';

/** Makes a draft. Slack waits for a reply only to commands. */
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
