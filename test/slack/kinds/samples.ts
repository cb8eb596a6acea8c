import { type PayloadKind, rowOf, writeBody } from '../../../src/slack/index.js';

export type Body = Record<string, unknown>;

const WHERE = {
  event: {
    authorizations: [{ team_id: 'T1', enterprise_id: null, is_enterprise_install: false }],
    event: { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.1' },
  },
  objects: { team: { id: 'T1', domain: 'acme' }, user: { id: 'U1', name: 'ann' }, channel: { id: 'C1' } },
  fields: { team_id: 'T1', user_id: 'U1', user_name: 'ann', channel_id: 'C1' },
};

const NAMED = {
  event: {},
  view: { view: { type: 'modal', callback_id: 'named', blocks: [] } },
  actions: { callback_id: 'named', actions: [{ type: 'button', action_id: 'named', block_id: 'b' }] },
  body: { callback_id: 'named', action_id: 'named', block_id: 'b' },
};

/** Makes a payload of this kind from its row, as sent by U1 in C1 of T1. */
export function sampleOf(kind: string): Body {
  const { type, layout, subject, properties } = rowOf(kind);
  return {
    ...(type !== undefined && { type }),
    ...(layout !== 'either' && WHERE[layout]),
    ...NAMED[subject],
    ...(properties.includes('command') && { command: 'named' }),
    response_url: 'https://hooks.slack.com/actions/T1/1/x',
    trigger_id: `1.${kind}`,
  };
}

/** Writes the payload as Slack sends it over HTTP. */
export function requestOf(kind: PayloadKind): { contentType: string; rawBody: Buffer } {
  const { contentType, rawBody } = writeBody(rowOf(kind).sentAs, sampleOf(kind));
  return { contentType, rawBody: Buffer.from(rawBody) };
}
