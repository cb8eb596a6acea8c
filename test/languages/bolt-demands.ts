import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { DoorName, LocalSlack, SeenMessage } from '../../src/local-slack/index.js';
import { until } from '../support/until.js';

/** The shortcuts that a Bolt app of these tests handles. */
export const SHORTCUTS = [
  { type: 'global' as const, name: 'New poll', callback_id: 'new_poll' },
  { type: 'message' as const, name: 'Quote', callback_id: 'quote' },
];

/** A Bolt app that runs with a local Slack. */
export interface BoltStage {
  local: LocalSlack;
  /** The app's request URL. Nothing listens there over Socket Mode. */
  url: string;
}

interface Demand {
  /** What the app does if it and the local Slack understand each other. */
  does: string;
  /** The only door over which it does this; both if absent. */
  over?: DoorName;
  /** Acts as people, and rejects if the app does something else. */
  meet: (stage: BoltStage) => Promise<void>;
}

const DEMANDS: readonly Demand[] = [
  {
    does: 'refuses a request with a wrong signature',
    over: 'http',
    async meet({ url }) {
      const headers = {
        'content-type': 'application/json',
        'x-slack-request-timestamp': `${Math.floor(Date.now() / 1000)}`,
        'x-slack-signature': `v0=${'0'.repeat(64)}`,
      };
      const { status } = await fetch(url, { method: 'POST', headers, body: '{"type":"event_callback"}' });
      equal(status, 401);
    },
  },
  {
    does: 'learns from auth.test whom a request is for',
    async meet({ local }) {
      deepEqual(await local.as('ana').command('/whoami'), { ok: true });
      const { id } = await local.user('ana');
      const told = `${local.team.id} ${local.botId} ${local.botUserId} ${id}`;
      equal((await local.ephemerals('ana')).at(-1)?.text, told);
    },
  },
  {
    does: 'answers a mention in its thread with say',
    async meet({ local }) {
      const asked = await local.as('ana').post('#general', `<@${local.botUserId}> are you there?`);
      const answer = await local.waitForMessage({ text: 'Hello Ana Ferreira' });
      equal(answer.thread_ts, asked.ts);
      equal(answer.bot_id, local.botId);
    },
  },
  {
    does: 'answers a command with ack and respond',
    async meet({ local }) {
      const poll = await ask(local, 'Lunch?');
      equal((await local.ephemerals('ana')).at(-1)?.text, 'Asking: Lunch?');
      equal(poll.channel_name, '#general');
      equal(poll.ephemeral_to, undefined);
    },
  },
  {
    does: 'replaces the message of a clicked button through its response_url',
    async meet({ local }) {
      const poll = await ask(local, 'Cake?');
      deepEqual(await local.as('ben').click(poll, 'Yes'), { ok: true });
      const changed = await local.waitForMessage({ text: `${(await local.user('ben')).id} voted yes` });
      equal(changed.ts, poll.ts);
    },
  },
  {
    does: 'changes the message of a clicked button with chat.update',
    async meet({ local }) {
      const poll = await ask(local, 'Tea?');
      deepEqual(await local.as('ben').click(poll, 'Close'), { ok: true });
      equal((await local.waitForMessage({ text: 'Tea? (closed)' })).ts, poll.ts);
    },
  },
  {
    does: 'opens a modal, refuses what was entered, and then accepts it',
    async meet({ local }) {
      const ana = local.as('ana');
      await ana.click(await ask(local, 'Soup?'), 'Edit');
      const view = await local.waitForView('ana', { callback_id: 'poll_modal' });
      const { ok, errors } = await ana.submit(view, { title: 'x' });
      deepEqual({ ok, errors }, { ok: false, errors: { title: 'too short' } });
      equal((await ana.view()).id, view.id);
      deepEqual(await ana.submit(view, { title: 'Dinner?' }), { ok: true });
      await local.waitForNoView('ana');
      equal((await local.waitForMessage({ text: 'Dinner?' })).channel_name, '#general');
    },
  },
  {
    does: 'opens a modal after a global shortcut, and writes to the person',
    async meet({ local }) {
      const ana = local.as('ana');
      deepEqual(await ana.shortcut('new_poll'), { ok: true });
      const view = await local.waitForView('ana', { callback_id: 'poll_modal' });
      deepEqual(await ana.submit(view, { title: 'Breakfast?' }), { ok: true });
      match((await local.waitForMessage({ text: 'Breakfast?' })).channel, /^D/);
    },
  },
  {
    does: 'answers a message shortcut in the thread of the message',
    async meet({ local }) {
      const said = await local.as('ben').post('#general', 'Well said');
      deepEqual(await local.as('ana').messageShortcut(said, 'quote'), { ok: true });
      equal((await local.waitForMessage({ text: 'Quote: Well said' })).thread_ts, said.ts);
    },
  },
  {
    does: 'connects again when Slack refreshes the connection',
    over: 'socket',
    async meet({ local }) {
      const ids = async () => (await local.socket.connections()).map(({ id }) => id);
      // What is still in flight would be lost with the connection, and sent again later.
      await local.idle();
      const [first] = await ids();
      await local.socket.disconnect('refresh_requested');
      await until(async () => {
        const [only, ...others] = await ids();
        return only !== undefined && only !== first && others.length === 0;
      });
      await ask(local, 'Still there?');
    },
  },
  {
    does: 'has acknowledged everything that it was sent',
    async meet({ local }) {
      await local.idle();
      const pushes = await local.pushes();
      ok(pushes.length > 0);
      deepEqual(
        pushes
          .filter(({ outcome, problem }) => outcome !== 'delivered' || problem !== undefined)
          .map(({ name, attempts, problem }) => [name, problem, attempts.map(({ failure }) => failure)]),
        [],
      );
    },
  },
];

export function demandsOver(door: DoorName): readonly Demand[] {
  return DEMANDS.filter(({ over = door }) => over === door);
}

/** Ana asks something with the command. @returns the poll that the app posts */
async function ask(local: LocalSlack, question: string): Promise<SeenMessage> {
  deepEqual(await local.as('ana').command('/poll', question, '#general'), { ok: true });
  return local.waitForMessage({ text: question });
}
