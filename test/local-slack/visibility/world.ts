import { type LocalSlack, startLocalSlack, type WorldSeed } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { startApp, type TestApp } from './app.js';
import type { Observer } from './model.js';
import { createSecrets, type Secrets } from './secrets.js';
import { threeWorkspaces } from './seed.js';
import { createTab, type Tab } from './tab.js';

/** Slack's signatures are valid for 5 minutes, so the clock can be this much ahead. */
const MOST_AHEAD_MS = 240_000;

/** The right to call the Web API. */
export interface Token {
  team: string;
  user: string;
  app: string;
  value: string;
  is_bot: boolean;
}

/** A local Slack with all those who receive something from it. */
export interface TestWorld {
  name: 'A' | 'B';
  local: LocalSlack;
  apps: TestApp[];
  /** One of each person in each workspace. */
  tabs: Tab[];
  tokens: Token[];
  secrets: Secrets;
  nowMs(): number;
  /** Advances the clock, unless it would be too far ahead. */
  passTime(ms: number): void;
  /** Records what an observer has received. */
  observe(observer: Observer, text: string): void;
  /** Calls the Web API, and records the answer. */
  call(token: Token, method: string, args?: object): Promise<Json>;
  /** Waits for the pushes. @throws Error if anyone has received what they may not see */
  check(when: string): Promise<void>;
  close(): Promise<void>;
}

/** Methods that show a channel to its members only. */
const ONLY_MEMBERS = ['conversations.history', 'conversations.replies', 'reactions.list'];

/** World A has two workspaces and two apps. World B is the default one, in which the same ids mean others. */
export async function startWorld(name: 'A' | 'B'): Promise<TestWorld> {
  let aheadMs = 0;
  const nowMs = () => Date.now() + aheadMs;
  const seed: { seed?: WorldSeed } = name === 'A' ? { seed: threeWorkspaces } : {};
  const local = await startLocalSlack({ ...seed, now: () => new Date(nowMs()), retryDelaysMs: [0, 0, 0] });
  const secrets = createSecrets(name, local, nowMs);
  let received: { observer: Observer; text: string }[] = [];
  const observe = (observer: Observer, text: string) => void received.push({ observer, text });
  secrets.remember();

  const apps = await Promise.all(
    local
      .apps()
      .map((app) =>
        startApp({ local, world: name, name: app.name }, (observer, body) =>
          observe(observer, JSON.stringify(body)),
        ),
      ),
  );
  const tabs = peopleOf(local).map(({ team, user }) =>
    createTab({
      url: local.url,
      team,
      user,
      onFrame: (text) => observe({ kind: 'tab', world: name, team, user }, text),
    }),
  );
  await Promise.all(tabs.map((tab) => tab.connect()));

  return {
    name,
    local,
    apps,
    tabs,
    tokens: tokensOf(local, apps),
    secrets,
    nowMs,
    passTime: (ms) => {
      if (aheadMs + ms <= MOST_AHEAD_MS) aheadMs += ms;
    },
    observe,
    call: async ({ value, team, user, app }, method, args = {}) => {
      const headers = { authorization: `Bearer ${value}`, 'content-type': 'application/json' };
      const response = await fetch(local.apiUrl + method, {
        method: 'POST',
        headers,
        body: JSON.stringify(args),
      });
      const text = await response.text();
      const onlyMembers = ONLY_MEMBERS.includes(method);
      observe({ kind: 'call', world: name, team, user, app, onlyMembers }, text);
      return JSON.parse(text) as Json;
    },
    check: async (when) => {
      await local.idle();
      secrets.remember();
      const checked = received;
      received = [];
      for (const { observer, text } of checked) {
        const leak = secrets.findLeak(observer, text);
        if (leak)
          throw new Error(`${when}: ${describe(observer)} has received ${leak}\n${text.slice(0, 2000)}`);
      }
      for (const tab of tabs) tab.shown();
    },
    close: async () => {
      await Promise.all(tabs.map((tab) => tab.disconnect()));
      await local.close();
      await Promise.all(apps.map((app) => app.close()));
    },
  };
}

function peopleOf(local: LocalSlack): { team: string; user: string; handle: string }[] {
  return local
    .workspaces()
    .flatMap((one) => one.people().map(({ id, name }) => ({ team: one.team.id, user: id, handle: name })));
}

/** The tokens of all bots, and of each person in each workspace for each app there. */
function tokensOf(local: LocalSlack, apps: readonly TestApp[]): Token[] {
  const ofBots = apps.flatMap(({ id, bots }) =>
    bots.map(({ token, ...bot }): Token => ({ ...bot, app: id, value: token, is_bot: true })),
  );
  const ofPeople = peopleOf(local).flatMap(({ team, user, handle }) =>
    ofBots
      .filter((bot) => bot.team === team)
      .map(({ app }): Token => {
        const value = local.workspace(team).userToken(handle, app);
        return { team, user, app, value, is_bot: false };
      }),
  );
  return [...ofBots, ...ofPeople];
}

function describe(observer: Observer): string {
  return Object.entries(observer)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
