import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { subscriptionsOf } from '../../../src/cli/manifest/subscriptions.js';
import { subjectArgs } from '../../../src/client/handler-args.js';
import { findPayload } from '../../../src/client/kinds.js';
import { declare, findListeners, type Want } from '../../../src/client/listeners.js';
import {
  wantsAction,
  wantsCommand,
  wantsEvent,
  wantsInstallationEvent,
  wantsOptions,
  wantsShortcut,
  wantsView,
} from '../../../src/client/wants.js';
import { compileHandles, factsOf } from '../../../src/delivery/handles.js';
import { payloads } from '../../../src/gen/havoc/slack/payloads.js';
import { createHttpDoor } from '../../../src/local-slack/apps/doors/http-door.js';
import type { Push } from '../../../src/local-slack/apps/push.js';
import { envelopeType, toEnvelope } from '../../../src/local-slack/apps/socket-mode/envelope.js';
import type { App } from '../../../src/local-slack/model.js';
import { createLogger } from '../../../src/log/index.js';
import { extractIncoming } from '../../../src/observe/extract.js';
import { createMetrics } from '../../../src/ops/index.js';
import { createFallback, createReplyLate } from '../../../src/replies/index.js';
import {
  aboutWhom,
  declaredKinds,
  INSTALLATION_EVENT,
  orderKeyOf,
  type PayloadKind,
  parseSlackBody,
  readSocketMessage,
  rowOf,
  type SlackBody,
  whoseIs,
} from '../../../src/slack/index.js';
import { REPOSITORY } from '../../support/repository.js';
import { requestOf, sampleOf } from './samples.js';

const kinds = declaredKinds.map(([kind]) => kind);
const rows = declaredKinds.map(([kind, row]) => ({ kind, row }));
const NEW = 'kind_to_come';
const log = createLogger({ level: 'silent' });
const APP: App = {
  id: 'A1',
  name: 'app',
  client_id: 'c',
  client_secret: 's',
  signing_secret: 's',
  app_tokens: [],
  scopes: {},
  redirect_urls: [],
  token_rotation: false,
  pkce: false,
  org_deploy: false,
  commands: [],
  shortcuts: [],
  urls: {},
  doors: ['http'],
};
const TRIED = { retryNum: 0, at: new Date(), signal: new AbortController().signal };

function incomingOf(said: SlackBody) {
  return said.handshake === undefined ? said.incoming : undefined;
}

function pushOf(kind: PayloadKind): Push {
  const body = sampleOf(kind);
  return {
    app: APP.id,
    kind,
    name: kind,
    door: 'http',
    url: 'http://app',
    body,
    attempts: [],
    outcome: 'pending',
  };
}

/** Returns the declaration of a listener that asks for this kind by name. */
function wantsOf(kind: PayloadKind): Want[] {
  switch (rowOf(kind).listener) {
    case 'action':
      return wantsAction({ type: kind as 'block_actions', callback_id: 'named' });
    case 'shortcut':
      return wantsShortcut({ type: kind as 'shortcut', callback_id: 'named' });
    case 'view':
      return wantsView({ type: kind as 'view_submission', callback_id: 'named' });
    case 'options':
      return wantsOptions({ type: kind as 'block_suggestion', callback_id: 'named' });
    case 'command':
      return wantsCommand(/named/);
    default:
      return wantsEvent(kind === 'event' ? 'app_mention' : kind);
  }
}

/** Sends a late reply; returns what it does and how it is counted. */
async function replyLate(kind: string) {
  const told: string[] = [];
  const late = createReplyLate({
    respond: async () => void told.push('respond'),
    send: async ({ method }) => {
      told.push(method);
      return { ok: true, status: 200, body: {} };
    },
    viewFallback: 'update',
    onLate: (_kind, outcome) => void told.push(outcome),
    log,
    sleep: async () => {},
  });
  const payload = Buffer.from(JSON.stringify(sampleOf(kind)));
  const json = Buffer.from(JSON.stringify({ text: 'late', errors: [{ name: 'a', error: 'b' }] }));
  await late({ id: '1', kind, payload }, json);
  return told;
}

describe('the contract', () => {
  const proto = readFileSync(join(REPOSITORY, 'proto/havoc/v1/events.proto'), 'utf8');

  test('has a type for each kind, and no other', () => {
    expect(Object.keys(payloads)).toEqual(kinds);
  });

  test("has an arm for each kind, for unknown and for havoc's own, and no other", () => {
    const [, oneof = ''] = /oneof payload \{([^}]+)\}/.exec(proto) ?? [];
    const arms = [...oneof.matchAll(/(\w+) = \d+;/g)].map(([, arm]) => arm);
    expect(arms).toEqual([...kinds, 'unknown', INSTALLATION_EVENT]);
  });

  test('names each kind in the comment on what an app declares', () => {
    const [, comment = ''] = /message Handles \{([^;]+);/.exec(proto) ?? [];
    const all = [...kinds, INSTALLATION_EVENT];
    expect(all.filter((kind) => !new RegExp(`\\b${kind}\\b`).test(comment))).toEqual([]);
  });
});

describe.each(rows)('$kind', ({ kind, row }) => {
  const named = { event: 'app_mention', app_rate_limited: '' }[kind as string] ?? 'named';
  const known = {
    kind,
    name: named,
    whose: expect.objectContaining({ team_id: 'T1', is_enterprise_install: false }),
    about: expect.objectContaining({ user_id: 'U1', channel_id: 'C1' }),
  };

  test('is read from HTTP', () => {
    const said = parseSlackBody({ ...requestOf(kind), timestamp: '1531420618' });
    expect(incomingOf(said)).toMatchObject(known);
  });

  test('is sent by the local Slack over Socket Mode, and read', () => {
    const envelope = toEnvelope(pushOf(kind), envelopeType(kind) ?? 'interactive', TRIED);
    expect(envelope.type).toBe(row.envelopeType);
    expect(readSocketMessage(JSON.stringify(envelope))).toMatchObject({
      acceptsReply: row.reply !== undefined,
      incoming: known,
    });
  });

  test('is sent by the local Slack over HTTP to its own request URL, and read', async () => {
    const got: { path: string | undefined; said: SlackBody }[] = [];
    const app = createServer(async (request, response) => {
      const contentType = request.headers['content-type'];
      const rawBody = await buffer(request);
      got.push({ path: request.url, said: parseSlackBody({ contentType, rawBody, timestamp: '1' }) });
      response.end();
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    const urls = Object.fromEntries(
      ['events', 'interactions', 'commands', 'options'].map((name) => [name, `${base}/${name}`]),
    );
    const door = createHttpDoor({ timeoutMs: 10_000 });
    const listening = { ...APP, urls };
    await door.send(listening, { ...pushOf(kind), url: String(door.findUrl(listening, kind)) }, TRIED);
    await new Promise((resolve) => app.close(resolve));
    expect(got.map(({ path }) => path)).toEqual([`/${row.requestUrl}`]);
    expect(got.map(({ said }) => incomingOf(said))).toMatchObject([known]);
  });

  test('yields entities with user and channel, and belongs to a conversation', () => {
    const body = sampleOf(kind);
    const { entities } = extractIncoming({ kind, whose: whoseIs(kind, body), body }, new Date());
    expect(entities.map(({ id }) => id)).toEqual(
      expect.arrayContaining(row.layout === 'event' ? [] : ['U1']),
    );
    expect(orderKeyOf(kind, body)).toBe('T1:C1:');
  });

  test('has a fallback of JSON, or none', () => {
    const fallback = createFallback({
      commandText: 'later',
      view: 'update',
      viewText: 'later',
      viewBlock: undefined,
    });
    const answer = fallback(kind, sampleOf(kind)).toString();
    const isSaid = !['nothing', undefined].includes(row.reply?.fallback);
    expect(answer === '' ? undefined : JSON.parse(answer)).toEqual(isSaid ? expect.any(Object) : undefined);
  });

  test('uses a late reply, or drops it', async () => {
    const expected = {
      respond: ['respond', 'applied'],
      'respond with errors': ['respond', 'applied'],
      'change the view': ['views.update', 'applied'],
      drop: ['dropped'],
    };
    expect(await replyLate(kind)).toEqual(row.reply ? expected[row.reply.late] : expect.any(Array));
  });

  test('finds its listener in the sidecar and in the client, by its name', () => {
    const body = sampleOf(kind);
    const wants = wantsOf(kind);
    expect(compileHandles(declare([{ wants }]))(factsOf(kind, body))).toBe(true);
    const payload = findPayload({ [kind]: body });
    expect(payload?.kind).toBe(kind);
    const found = payload ? findListeners([{ wants, chain: [] }], payload) : [];
    expect(found.map(({ subject }) => subjectArgs(kind, subject))).toEqual([
      { payload: found[0]?.subject, [String(row.listener)]: found[0]?.subject },
    ]);
  });

  test('is not found by a listener for something else', () => {
    const wants = [{ ...wantsOf(kind)[0], where: { callback_id: 'other', type: 'other', command: 'other' } }];
    const handles = declare([{ wants: wants as Want[] }]);
    expect(compileHandles(handles)(factsOf(kind, sampleOf(kind)))).toBe(false);
  });

  test('adds what it needs to the manifest', () => {
    const { interactive, options, events } = subscriptionsOf(declare([{ wants: wantsOf(kind) }]));
    expect({ interactive, options }).toEqual({
      interactive: row.requestUrl === 'interactions' || row.requestUrl === 'options',
      options: row.requestUrl === 'options',
    });
    expect(events).toEqual(kind === 'event' ? ['app_mention'] : []);
  });

  test('is counted under its name', async () => {
    const metrics = createMetrics();
    metrics.countTraffic({ direction: 'in', name: `${kind} named`, outcome: 'ok', tookMs: 1 });
    const counted = await metrics.registry.getSingleMetric('havoc_incoming_total')?.get();
    expect(counted?.values.map(({ labels }) => labels.kind)).toEqual([kind]);
  });
});

describe.each([
  ['none', undefined],
  ['null', null],
  ['a number', 7],
  ['a text', 'click'],
  ['an object', { action_id: 'named' }],
])('an interaction with %s in place of its list of actions', (_title, actions) => {
  test.each(['block_actions', 'interactive_message'] as const)(
    'of kind %s reaches its listener by its callback_id',
    (kind) => {
      const body = { ...sampleOf(kind), actions };
      const wants = wantsOf(kind);
      expect(compileHandles(declare([{ wants }]))(factsOf(kind, body))).toBe(true);
      const payload = findPayload({ [kind]: body });
      const found = payload && findListeners([{ wants, chain: [] }], payload);
      expect(found?.map(({ subject }) => subject)).toEqual([body]);
    },
  );
});

describe('a kind that Slack adds', () => {
  const FORM_TYPE = 'application/x-www-form-urlencoded';
  const objects = { type: NEW, ...sampleOf('shortcut'), actions: [{ action_id: 'a1' }, { action_id: 'a2' }] };
  const body: Record<string, unknown> = { ...objects, type: NEW };
  const flat: Record<string, unknown> = { ...sampleOf('app_rate_limited'), type: NEW };

  test('keeps its name over HTTP and Socket Mode', () => {
    const payload = JSON.stringify(body);
    const rawBody = Buffer.from(new URLSearchParams({ payload }).toString());
    const overForm = incomingOf(parseSlackBody({ contentType: FORM_TYPE, rawBody, timestamp: '1' }));
    const overJson = incomingOf(
      parseSlackBody({ contentType: 'application/json', rawBody: Buffer.from(payload), timestamp: '1' }),
    );
    const envelope = { type: 'interactive', envelope_id: 'e', payload: body };
    const overSocket = readSocketMessage(JSON.stringify(envelope));
    expect([overForm, overJson]).toMatchObject([
      { kind: NEW, name: 'a1' },
      { kind: NEW, name: 'a1' },
    ]);
    expect(overSocket).toMatchObject({ incoming: { kind: NEW, name: 'a1' } });
  });

  test.each([
    ['in objects', body],
    ['in fields', flat],
  ])('names user and channel %s', (_how, given) => {
    expect(whoseIs(NEW, given)).toMatchObject({ team_id: 'T1', is_enterprise_install: false });
    expect(aboutWhom(NEW, given)).toMatchObject({ user_id: 'U1', channel_id: 'C1' });
    expect(orderKeyOf(NEW, given)).toBe('T1:C1:');
  });

  test('is delivered to an app that declares its name or one of its actions', () => {
    const facts = factsOf(NEW, body);
    const by = (action_id: string) =>
      compileHandles([{ kind: NEW, matches: [{ property: 'action_id', equals: action_id }] }])(facts);
    expect([compileHandles([{ kind: NEW }])(facts), by('a2'), by('a3')]).toEqual([true, true, false]);
    expect(compileHandles([{ kind: '*' }])(facts)).toBe(true);
  });

  test('has no reply, yields entities, and is counted under a common name', async () => {
    const fallback = createFallback({
      commandText: 'later',
      view: 'update',
      viewText: 'later',
      viewBlock: undefined,
    });
    expect(fallback(NEW, body).toString()).toBe('');
    expect(() => extractIncoming({ kind: NEW, whose: whoseIs(NEW, body), body }, new Date())).not.toThrow();
    const metrics = createMetrics();
    metrics.countTraffic({ direction: 'in', name: NEW, outcome: 'ok', tookMs: 1 });
    const counted = await metrics.registry.getSingleMetric('havoc_incoming_total')?.get();
    expect(counted?.values.map(({ labels }) => labels.kind)).toEqual(['other']);
  });

  test.each([['event'], ['command'], [INSTALLATION_EVENT]])(
    'cannot claim the kind %s by its type',
    (type) => {
      const json = JSON.stringify({ ...body, type });
      const sent = [
        { contentType: 'application/json', rawBody: Buffer.from(json) },
        { contentType: FORM_TYPE, rawBody: Buffer.from(new URLSearchParams({ payload: json }).toString()) },
      ];
      const overHttp = sent.map((one) => incomingOf(parseSlackBody({ ...one, timestamp: '1' }))?.kind);
      expect(overHttp).toEqual(['unknown', 'unknown']);
      const inEnvelope = [
        { type: 'interactive', payload: { ...body, type } },
        { type, payload: {} },
        { type, payload: { type } },
      ];
      const overSocket = inEnvelope.map((one) =>
        readSocketMessage(JSON.stringify({ envelope_id: 'e', ...one })),
      );
      expect(overSocket).toMatchObject([
        { incoming: { kind: 'interactive' } },
        { incoming: { kind: 'unknown' } },
        { incoming: { kind: 'unknown' } },
      ]);
    },
  );
});

describe("havoc's own kind", () => {
  const body = {
    type: 'installed',
    team_id: 'T1',
    enterprise_id: 'E1',
    user_id: 'U1',
    scopes: ['chat:write'],
  };

  test('is delivered to an app that declares its name, or the type of the event', () => {
    const facts = factsOf(INSTALLATION_EVENT, body);
    const by = (name: string) => compileHandles(declare([{ wants: wantsInstallationEvent(name) }]))(facts);
    expect([by('installed'), by('uninstalled')]).toEqual([true, false]);
    expect(compileHandles([{ kind: INSTALLATION_EVENT }])(facts)).toBe(true);
    expect(
      compileHandles([{ kind: 'event', matches: [{ property: 'type', equals: 'installed' }] }])(facts),
    ).toBe(false);
  });

  test('belongs to the installation that it names', () => {
    expect(whoseIs(INSTALLATION_EVENT, body)).toMatchObject({ team_id: 'T1', enterprise_id: 'E1' });
    expect(aboutWhom(INSTALLATION_EVENT, body)).toMatchObject({ user_id: 'U1' });
  });

  test('needs nothing in the manifest', () => {
    const { events, interactive } = subscriptionsOf(
      declare([{ wants: wantsInstallationEvent('installed') }]),
    );
    expect({ events, interactive }).toEqual({ events: [], interactive: false });
  });
});
