import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { createJournal } from '../../src/local-slack/journal.js';
import { createLive, NOT_ALLOWED } from '../../src/local-slack/live/socket.js';
import { mayActAsPeople } from '../../src/local-slack/policy/acting.js';
import type { Update } from '../../src/local-slack/protocol.js';
import { createHttpDoor } from '../../src/local-slack/push/http-door.js';
import { createPusher } from '../../src/local-slack/push/pusher.js';
import { defaultSeed } from '../../src/local-slack/state/seed.js';
import { createWorkspace } from '../../src/local-slack/state/workspace.js';
import { applyUpdate, type ShownWorkspace } from '../../src/local-slack-page/live/shown-workspace.js';
import { until } from '../support/until.js';

const PEOPLE = ['ana', 'ben', 'chika', 'dmitri'] as const;
type Name = (typeof PEOPLE)[number];

/** A tab without a browser: it keeps every frame, and the workspace that the page would show. */
interface Tab {
  frames: string[];
  shown(): ShownWorkspace | undefined;
  close(): void;
}

async function openTab(local: LocalSlack, name: Name): Promise<Tab> {
  const socket = new WebSocket(`${local.url.replace('http', 'ws')}/live?as=${local.user(name).id}`);
  const frames: string[] = [];
  let shown: ShownWorkspace | undefined;
  socket.on('message', (data) => {
    frames.push(String(data));
    shown = applyUpdate(shown, JSON.parse(String(data)) as Exclude<Update, { type: 'result' }>);
  });
  await until(() => shown !== undefined);
  return { frames, shown: () => shown, close: () => socket.terminate() };
}

const person = fc.constantFrom(...PEOPLE);
const place = fc.nat(9);
const step = fc.oneof(
  fc.record({ act: fc.constant('create' as const), by: person }),
  fc.record({ act: fc.constant('dm' as const), by: person, other: person }),
  fc.record({ act: fc.constant('post' as const), by: person, place }),
  fc.record({ act: fc.constant('whisper' as const), other: person, place }),
  fc.record({ act: fc.constant('invite' as const), by: person, other: person, place }),
  fc.record({ act: fc.constant('leave' as const), by: person, place }),
  fc.record({ act: fc.constant('react' as const), by: person, place }),
  fc.record({ act: fc.constant('delete' as const), by: person, place }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Carries out the steps that Slack allows, and remembers for each channel who was ever a member. */
async function carryOut(local: LocalSlack, steps: readonly Step[]): Promise<Map<string, Set<string>>> {
  const everMembers = new Map<string, Set<string>>();
  const remember = () => {
    for (const { id, members } of local.channels())
      everMembers.set(id, new Set([...(everMembers.get(id) ?? []), ...members]));
  };
  remember();
  for (const [index, one] of steps.entries()) {
    const channels = local.channels();
    const channel = 'place' in one ? (channels[one.place % channels.length]?.id ?? '') : '';
    const last = local.messages(channel || '#general').at(-1);
    await doStep(local, one, { channel, last, index }).catch(() => {});
    remember();
  }
  return everMembers;
}

interface Where {
  channel: string;
  last: ReturnType<LocalSlack['messages']>[number] | undefined;
  index: number;
}

async function doStep(local: LocalSlack, one: Step, { channel, last, index }: Where): Promise<unknown> {
  switch (one.act) {
    case 'create':
      return local.as(one.by).createChannel(`private-${index}`, { is_private: true });
    case 'dm':
      return local.as(one.by).openDm(one.other);
    case 'post':
      return local.as(one.by).post(channel, `said in ${channel}`);
    case 'whisper':
      return whisper(local, channel, one.other);
    case 'invite':
      return local.as(one.by).invite(channel, one.other);
    case 'leave':
      return local.as(one.by).leave(channel);
    case 'react':
      return last && local.as(one.by).react(last, 'wave');
    case 'delete':
      return last && local.as(one.by).delete(last);
  }
}

function whisper(local: LocalSlack, channel: string, name: Name): Promise<Response> {
  const user = local.user(name).id;
  return fetch(`${local.apiUrl}chat.postEphemeral`, {
    method: 'POST',
    headers: { authorization: `Bearer ${local.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel, user, text: `whispered to ${user}` }),
  });
}

/** What a tab shows. A channel without messages may have an empty list of them, or none. */
function contentOf(tab: Tab | undefined): object | undefined {
  const shown = tab?.shown();
  return shown && { ...shown, messages: [...shown.messages].filter(([, list]) => list.length > 0).sort() };
}

test('a tab gets nothing that its person may not see, and shows all that the person may see', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const local = await startLocalSlack();
      const tabs = await Promise.all(PEOPLE.map((name) => openTab(local, name)));
      const everMembers = await carryOut(local, steps);
      local.changeProfile('ana', { title: 'done' });
      const id = local.user('ana').id;
      await until(() => tabs.every((tab) => tab.shown()?.users.get(id)?.profile.title === 'done'));

      const fresh = await Promise.all(PEOPLE.map((name) => openTab(local, name)));
      const secrets = local.channels().filter((channel) => channel.is_private || channel.is_im);
      for (const [at, name] of PEOPLE.entries()) {
        const user = local.user(name).id;
        const text = tabs[at]?.frames.join('\n') ?? '';
        const hidden = secrets.filter((channel) => !everMembers.get(channel.id)?.has(user));
        expect(hidden.filter((channel) => text.includes(channel.id))).toEqual([]);
        expect([...text.matchAll(/whispered to (\w+)/g)].filter(([, to]) => to !== user)).toEqual([]);
        expect(contentOf(tabs[at])).toEqual(contentOf(fresh[at]));
      }
      for (const tab of [...tabs, ...fresh]) tab.close();
      await local.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('a channel that a person joins comes with its messages, and goes when the person leaves', async () => {
  const local = await startLocalSlack();
  const tab = await openTab(local, 'chika');
  await local.as('ana').post('#leads', 'the plan');
  await local.as('ana').invite('#leads', 'chika');
  const { id } = local.channel('leads');
  await until(() => tab.shown()?.channels.has(id) === true);
  expect(tab.shown()?.messages.get(id)).toMatchObject([{ message: { text: 'the plan' } }, {}]);
  await local.as('chika').leave('#leads');
  await until(() => !tab.shown()?.channels.has(id));
  await local.as('ana').post('#leads', 'without her');
  await local.as('ana').post('#general', 'with her');
  await until(() => tab.frames.some((frame) => frame.includes('with her')));
  expect(tab.frames.join('\n')).not.toContain('without her');
  await local.close();
});

test('a channel shows only what the person of the tab has read', async () => {
  const local = await startLocalSlack();
  const { id } = local.channel('general');
  await local.as('ana').post('#general', 'news');
  const tab = await openTab(local, 'ben');
  expect(Object.keys(tab.shown()?.channels.get(id)?.last_read ?? {})).toEqual([]);
  await local.as('ben').post('#general', 'read');
  await until(() => tab.shown()?.messages.get(id)?.length === 2);
  expect(tab.frames.join('\n')).not.toContain(`"last_read":{"${local.user('ana').id}"`);
  await local.close();
});

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['192.0.2.7', false],
  ['::ffff:192.0.2.7', false],
  ['2001:db8::1', false],
])('a browser at %s may act as people: %s', (from, may) => {
  expect(mayActAsPeople({ from, allowed: 'loopback' })).toBe(may);
  expect(mayActAsPeople({ from, allowed: 'anywhere' })).toBe(true);
});

/** A workspace without an app. */
function aScene() {
  const now = () => new Date();
  const options = {
    url: 'http://localhost',
    appName: 'Poll',
    doors: ['http'] as const,
    commands: [],
    shortcuts: [],
  };
  const http = createHttpDoor({ urls: {}, signingSecret: 'secret', timeoutMs: 1 });
  return {
    workspace: createWorkspace({ ...options, seed: defaultSeed, now }),
    pusher: createPusher({ pushes: createJournal(), now, retryDelaysMs: [], doors: () => [http] }),
  };
}

test('a tab on another machine is told why it is refused, and is sent nothing of the workspace', async () => {
  const live = createLive({ scene: aScene(), actFrom: 'loopback' });
  const server = createServer().on('upgrade', (request, socket, head) => {
    Object.defineProperty(request.socket, 'remoteAddress', { value: '192.0.2.7' });
    live.upgrade(request, socket, head);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`);
  const frames: unknown[] = [];
  socket.on('message', (data) => frames.push(data));
  const [code, reason] = await once(socket, 'close');
  expect(code).toBe(NOT_ALLOWED);
  expect(String(reason)).toBe('Acting as people is allowed on the machine of the local Slack only.');
  expect(frames).toEqual([]);
  await live.stop();
  server.close();
});
