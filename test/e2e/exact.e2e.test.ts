import { jsonText } from '../../src/base/index.js';
import { declaredKinds, type PayloadKind, rowOf } from '../../src/slack/index.js';
import type { Json } from '../../src/wire/index.js';
import { EVENT_SAMPLES } from '../slack/event-samples.js';
import { sampleOf } from '../slack/kinds/samples.js';
import fc from '../support/fast-check.js';
import { push } from '../support/push.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';
import { spoiltFrom } from '../wire/spoilt.js';

// What Slack sends is what a handler gets, member for member and in the same order, less the secrets.

const SECRETS = { token: 'secret', bot_access_token: 'secret' };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ environment: { HAVOC_UNHANDLED_AFTER_MS: '0' } });
});
afterAll(() => stack?.stop());

/** A payload of every kind, and an event of every type. */
const samples: [kind: PayloadKind, body: Json][] = [
  ...declaredKinds.map(([kind]): [PayloadKind, Json] => [kind, sampleOf(kind)]),
  ...EVENT_SAMPLES.map(([event]): [PayloadKind, Json] => ['event', { ...sampleOf('event'), event }]),
];

/** Spoilt at any depth, but still of its kind. */
function spoiltLike(kind: PayloadKind, body: Json): Json[] {
  const { sentAs, type } = rowOf(kind);
  if (sentAs === 'fields') return [];
  const isStill = (spoilt: Json) => spoilt.type === type;
  return fc.sample(spoiltFrom(body).filter(isStill), 3);
}

/** As it comes over HTTP. */
function requestOf(kind: PayloadKind, body: Json): [rawBody: Buffer, contentType?: string] {
  const { sentAs } = rowOf(kind);
  if (sentAs === 'json') return [Buffer.from(jsonText(body))];
  const fields = sentAs === 'payload' ? { payload: jsonText(body) } : (body as Record<string, string>);
  return [Buffer.from(new URLSearchParams(fields).toString()), 'application/x-www-form-urlencoded'];
}

test('every payload is in its handler as it was sent, spoilt or not', async () => {
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
  for (const [kind, sample] of samples) {
    for (const one of [sample, ...spoiltLike(kind, sample)]) {
      const nth = String(expected.size);
      const body: Json = { ...one, nth, event_id: `Ev${nth}`, trigger_id: nth };
      const [rawBody, contentType] = requestOf(kind, { ...SECRETS, ...body });
      expect(await push(stack, rawBody, contentType)).toBe(200);
      expected.set(nth, jsonText(body));
    }
  }

  await until(async () => (await stack.outcomes()).every((outcome) => outcome !== null));
  expect(new Set(await stack.outcomes())).toEqual(new Set(['settled']));
  const missing = [...expected].filter(([nth]) => !handled.has(nth)).map(([, json]) => json.slice(0, 300));
  expect(missing).toEqual([]);
  expect(Object.fromEntries(handled)).toEqual(Object.fromEntries(expected));
}, 240_000);
