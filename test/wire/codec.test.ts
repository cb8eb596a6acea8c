import { methods } from '../../src/gen/havoc/slack/methods.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import type { Codec } from '../../src/wire/index.js';

function request(method: string): Codec {
  const found = methods.get(method);
  if (!found) throw new Error(`no method ${method}`);
  return found.request;
}

/** Encodes and decodes. */
function travel({ encode, decode }: Codec, json: object): unknown {
  return decode(encode(json));
}

const section = { type: 'section', text: { type: 'mrkdwn', text: '*hi*' } };

describe('a round trip', () => {
  test.each<[string, Codec, object]>([
    [
      'a message with blocks',
      request('chat.postMessage'),
      { channel: 'C1', text: 'hi', blocks: [section, { type: 'divider' }], unfurl_links: false },
    ],
    ['blocks removed', request('chat.update'), { channel: 'C1', ts: '1.2', text: 'done', blocks: [] }],
    [
      'a header, whose text is an object, and markdown, whose text is a string',
      request('chat.postMessage'),
      {
        channel: 'C1',
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: 'h' } },
          { type: 'markdown', text: '# m' },
        ],
      },
    ],
    [
      'a table',
      request('chat.postMessage'),
      {
        channel: 'C1',
        blocks: [
          {
            type: 'table',
            rows: [
              [
                { type: 'raw_text', text: 'a' },
                { type: 'raw_number', value: 1, text: '1' },
              ],
              [],
            ],
          },
        ],
      },
    ],
    [
      'metadata of any shape',
      request('chat.postMessage'),
      {
        channel: 'C1',
        metadata: { event_type: 'x', event_payload: { n: 1, s: 'a', b: true, o: { k: 'v' }, l: [{ k: 1 }] } },
      },
    ],
    ['a photo', request('users.setPhoto'), { image: Buffer.from('png'), crop_x: 1 }],
    [
      'a view',
      request('views.open'),
      {
        trigger_id: 'T',
        view: {
          type: 'modal',
          title: { type: 'plain_text', text: 't' },
          blocks: [
            {
              type: 'input',
              label: { type: 'plain_text', text: 'l' },
              element: { type: 'plain_text_input', multiline: false, min_length: 0 },
            },
          ],
        },
      },
    ],
    [
      'a mention',
      payloads.event,
      {
        type: 'event_callback',
        event_id: 'Ev1',
        team_id: 'T1',
        event: {
          type: 'app_mention',
          user: 'U1',
          text: '<@U2>',
          ts: '1.2',
          channel: 'C1',
          event_ts: '1.2',
          blocks: [
            {
              type: 'rich_text',
              elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U2' }] }],
            },
          ],
        },
      },
    ],
    [
      'a changed message',
      payloads.event,
      {
        event: {
          type: 'message',
          subtype: 'message_changed',
          channel: 'C1',
          message: { type: 'message', text: 'new', blocks: [section] },
          previous_message: { type: 'message', text: 'old' },
        },
      },
    ],
    [
      'an undeclared event',
      payloads.event,
      { event: { type: 'huddle_sung', tune: { notes: [1, 2] }, loud: true } },
    ],
    [
      'a modal without inputs',
      payloads.view_submission,
      { type: 'view_submission', view: { id: 'V1', blocks: [], state: { values: {} } } },
    ],
    [
      'a button click',
      payloads.block_actions,
      {
        type: 'block_actions',
        actions: [
          { type: 'button', action_id: 'vote', value: '1', text: { type: 'plain_text', text: 'Pizza' } },
        ],
        container: { type: 'message', message_ts: '1.2' },
        message: { type: 'message', ts: '1.2', text: 't', blocks: [section] },
      },
    ],
    [
      'a command',
      payloads.command,
      { command: '/poll', text: '"Lunch?" pizza', channel_id: 'C1', trigger_id: 'T' },
    ],
  ])('%s comes out unchanged', (_title, codec, json) => {
    expect(travel(codec, json)).toEqual(json);
  });

  test.each<[string, object]>([
    ['an empty list', { channel: 'C1', ts: '1.2', blocks: [], attachments: [] }],
    ['an empty list inside', { channel: 'C1', blocks: [{ ...section, fields: [] }] }],
    ['JSON as text', { channel: 'C1', blocks: '[{"type":"divider"}]', text: 5 }],
    ['an undeclared key', { as_wished: true, channel: 'C1', blocks: [{ new: null, type: 'section' }] }],
  ])('%s comes out unchanged', (_title, json) => {
    expect(JSON.stringify(travel(request('chat.update'), json))).toBe(JSON.stringify(json));
  });
});
