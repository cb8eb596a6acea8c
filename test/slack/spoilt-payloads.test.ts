import { type Json, jsonText } from '../../src/base/index.js';
import { createArgs, subjectArgs } from '../../src/client/handler-args.js';
import { findPayload } from '../../src/client/kinds.js';
import { findListeners } from '../../src/client/listeners.js';
import { isOwnEcho } from '../../src/client/own-echo.js';
import { compileHandles, factsOf } from '../../src/delivery/handles.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import { extractIncoming } from '../../src/observe/extract.js';
import { createFallback } from '../../src/replies/index.js';
import {
  declaredKinds,
  eventTimeOf,
  type Incoming,
  isDeclaredKind,
  orderKeyOf,
  parseSlackBody,
  viewAsFilledIn,
  viewWithErrors,
} from '../../src/slack/index.js';
import { createRecordedLog } from '../client/recorded-log.js';
import fc from '../support/fast-check.js';
import { spoiltFrom } from '../wire/spoilt.js';
import { EVENT_SAMPLES } from './event-samples.js';
import { sampleOf } from './kinds/samples.js';

const SECRET = 'xoxb-secret';
const secrets = { token: SECRET, bot_access_token: SECRET };
const deep: unknown = JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`);

const eventOf = (event: Json): Json => ({
  ...sampleOf('event'),
  ...secrets,
  event: { ...event, ...secrets },
});
const samples: [title: string, body: Json][] = [
  ...declaredKinds.map(([kind]): [string, Json] => [kind, { ...sampleOf(kind), ...secrets }]),
  ...EVENT_SAMPLES.map(([event]): [string, Json] => [`event ${event.type}`, eventOf(event)]),
];

const unused = () => {
  throw new Error('No call is expected while arguments are created.');
};
const deps = { unary: unused, read: unused, write: unused, log: createRecordedLog() };
const noReply = { reply: async () => true, replied: () => false };
const fallback = createFallback({ commandText: '', view: 'update', viewText: '', viewBlock: undefined });

/** Reads a body as the sidecar does. */
function incomingOf(body: Json): Incoming {
  const rawBody = Buffer.from(jsonText(body));
  const said = parseSlackBody({ contentType: 'application/json', rawBody, timestamp: '1' });
  if (said.handshake !== undefined) throw new Error('That was a handshake.');
  return said.incoming;
}

/** Passes a payload through all code between Slack's request and a handler. */
function handle(given: Json): void {
  const incoming = incomingOf(given);
  const { kind, body, raw } = incoming;
  expect(jsonText(JSON.parse(raw.toString()))).toBe(jsonText(body));
  orderKeyOf(kind, body);
  eventTimeOf(body);
  extractIncoming(incoming, new Date());
  compileHandles([{ kind, matches: [{ property: 'type', pattern: { source: 'a' } }] }])(factsOf(kind, body));
  fallback(kind, body);
  if (!isDeclaredKind(kind)) return;

  const { encode, decode } = payloads[kind];
  const there = decode(encode(body));
  expect(jsonText(there)).toBe(jsonText(body));
  expect(jsonText(there)).not.toContain(SECRET);
  const delivery = { [kind]: there, context: { installation: { bot_id: 'B1', bot_user_id: 'U1' } } };
  const payload = findPayload(delivery);
  if (payload === undefined) throw new Error(`The client does not know ${kind}.`);
  const args = createArgs(deps, delivery, payload, {
    replying: noReply,
    signal: new AbortController().signal,
  });
  isOwnEcho(payload, args.context);
  findListeners([{ wants: [{ kind, where: { type: /a/ }, text: 'a' }], chain: [] }], payload);
  for (const subject of payload.subjects) subjectArgs(kind, subject);
}

test.each(samples)('%s is handled, with any part spoilt', (_title, body) => {
  handle(body);
  fc.assert(fc.property(spoiltFrom(body), handle), { numRuns: 40 });
});

test.each<[string, Json]>([
  ['a type that cannot become a text', eventOf({ type: { toString: 1 } })],
  ['a deeply nested type', eventOf({ type: deep })],
  [
    'an app id that cannot become a text',
    { ...eventOf({ type: 'a' }), event_id: 'E', api_app_id: { toString: 1 } },
  ],
  ['a deeply nested app id', { ...eventOf({ type: 'a' }), event_id: 'E', api_app_id: deep }],
  ['a deeply nested view', { type: 'view_submission', view: { type: 'modal', title: deep } }],
])('%s is handled', (_title, body) => handle(body));

const view: Json = {
  type: 'modal',
  title: { type: 'plain_text', text: 't' },
  blocks: [{ type: 'input', block_id: 'b', element: { type: 'plain_text_input', action_id: 'a' } }],
  state: { values: { b: { a: { type: 'plain_text_input', value: 'x' } } } },
};

test.each<[string, Json, Json]>([
  [
    'ids',
    { blocks: [{ block_id: { toString: 1 }, element: { action_id: deep } }], state: { values: {} } },
    { b: 'e' },
  ],
  ['errors', view, { b: { toString: 1 }, c: deep }],
])('a view is shown again with %s of other types', (_title, given, errors) => {
  expect(viewAsFilledIn(given)).toHaveProperty('blocks');
  expect(viewWithErrors(given, errors)).toHaveProperty('blocks');
});

test('a view is shown again, with any part spoilt', () => {
  fc.assert(
    fc.property(spoiltFrom(view), spoiltFrom({ b: 'an error' }), (given, errors) => {
      viewWithErrors(viewAsFilledIn(given), errors);
    }),
  );
});
