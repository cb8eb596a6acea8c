import { type Json, jsonText } from '../../src/base/index.js';
import { declaredKinds, type PayloadKind, rowOf } from '../../src/slack/index.js';
import { EVENT_SAMPLES } from '../slack/event-samples.js';
import { sampleOf } from '../slack/kinds/samples.js';
import fc from '../support/fast-check.js';
import { push } from '../support/push.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';
import { spoiltFrom } from '../wire/spoilt.js';

// A handler receives exactly what Slack sent, with the same members in the same order, but without the secrets.

const SECRET = 'a-secret-of-slack';
const TOKENS = { token: SECRET, bot_access_token: SECRET };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ environment: { HAVOC_UNHANDLED_AFTER_MS: '0' } });
});
afterAll(() => stack?.stop());

/** One payload of each kind, and one event of each type. */
const samples: [kind: PayloadKind, body: Json][] = [
  ...declaredKinds.map(([kind]): [PayloadKind, Json] => [kind, sampleOf(kind)]),
  ...EVENT_SAMPLES.map(([event]): [PayloadKind, Json] => ['event', { ...sampleOf('event'), event }]),
];

/** The inputs of a workflow step that contain the person who acted. */
function inputsWith(secret: { secret?: string }): Json {
  const who = { ...secret, id: 'U1' };
  return { interactivity: { interactor: who, interactivity_pointer: '1.2.a' }, who };
}

/** The fields of an interaction with something that a workflow step has shown. */
function workflow(secret: { secret?: string }): Json {
  const inputs = inputsWith(secret);
  return { interactivity: inputs.interactivity, function_data: { execution_id: 'Fx1', inputs } };
}

/** A payload with all secrets that Slack puts into it, and the same payload without them. */
function withSecrets(kind: PayloadKind, body: Json): [sent: Json, kept: Json] {
  if (rowOf(kind).sentAs === 'fields') return [{ ...TOKENS, ...body }, body];
  return [
    { ...TOKENS, ...workflow({ secret: SECRET }), ...body },
    { ...workflow({}), ...body },
  ];
}

/** An event that runs a workflow step, with the secrets and without them. */
function stepWithSecrets(ids: Json): [sent: Json, kept: Json] {
  const step = (inputs: Json) => ({
    ...sampleOf('event'),
    ...ids,
    event: { type: 'function_executed', inputs },
  });
  return [step(inputsWith({ secret: SECRET })), step(inputsWith({}))];
}

/** Variants of a payload that are spoilt at any depth but still have its kind. */
function spoiltLike(kind: PayloadKind, body: Json): Json[] {
  const { sentAs, type } = rowOf(kind);
  if (sentAs === 'fields') return [];
  const isStill = (spoilt: Json) => spoilt.type === type;
  return fc.sample(spoiltFrom(body).filter(isStill), 3);
}

/** The HTTP request with which Slack sends a payload. */
function requestOf(kind: PayloadKind, body: Json): [rawBody: Buffer, contentType?: string] {
  const { sentAs } = rowOf(kind);
  if (sentAs === 'json') return [Buffer.from(jsonText(body))];
  const fields = sentAs === 'payload' ? { payload: jsonText(body) } : (body as Record<string, string>);
  return [Buffer.from(new URLSearchParams(fields).toString()), 'application/x-www-form-urlencoded'];
}

test('every payload reaches its handler as it was sent, spoilt or not', async () => {
  const app = stack.createApp();
  const handled = new Map<string, string>();
  app.use(async ({ body, next }) => {
    const { nth }: { nth?: unknown } = body as Json;
    handled.set(String(nth), jsonText(body));
    await next();
  });
  app.event(/^/, async () => {});
  app.event('app_rate_limited', async () => {});
  app.command(/^/, async ({ ack }) => ack());
  app.action(/^/, async ({ ack }) => ack());
  for (const type of ['interactive_message', 'dialog_submission', 'dialog_cancellation'] as const)
    app.action({ type, callback_id: /^/ }, async ({ reply }) => void (await reply()));
  for (const type of ['view_submission', 'view_closed'] as const)
    app.view({ type, callback_id: /^/ }, async ({ reply }) => void (await reply()));
  for (const type of ['block_suggestion', 'dialog_suggestion'] as const)
    app.options({ type, callback_id: /^/ }, async ({ reply }) => reply({ options: [] }) as never);
  app.shortcut(/^/, async ({ ack }) => ack());
  await app.start();

  const expected = new Map<string, string>();
  const send = async (kind: PayloadKind, make: (ids: Json) => [sent: Json, kept: Json]) => {
    const nth = String(expected.size);
    const [sent, kept] = make({ nth, event_id: `Ev${nth}`, trigger_id: nth });
    const [rawBody, contentType] = requestOf(kind, sent);
    expect(await push(stack, rawBody, contentType)).toBe(200);
    expected.set(nth, jsonText(kept));
  };
  await send('event', stepWithSecrets);
  for (const [kind, sample] of samples) {
    for (const one of [sample, ...spoiltLike(kind, sample)]) {
      await send(kind, (ids) => withSecrets(kind, { ...one, ...ids }));
    }
  }

  await until(async () => (await stack.outcomes()).every((outcome) => outcome !== null));
  expect(new Set(await stack.outcomes())).toEqual(new Set(['settled']));
  const missing = [...expected].filter(([nth]) => !handled.has(nth)).map(([, json]) => json.slice(0, 300));
  expect(missing).toEqual([]);
  expect(Object.fromEntries(handled)).toEqual(Object.fromEntries(expected));
  const tables = await stack.tables();
  expect(tables).toContain('"interactivity_pointer":"1.2.a"');
  expect(tables).not.toContain(SECRET);
  expect(stack.logged()).not.toContain(SECRET);
}, 240_000);
