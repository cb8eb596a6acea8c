import { createRandom } from '../../../src/chaos/random.js';
import type { Message, PlacedMessage } from '../../../src/local-slack/protocol.js';
import { keyOf } from '../../../src/local-slack/store/collection.js';
import type { Store } from '../../../src/local-slack/store/store.js';
import { userToken } from '../../../src/local-slack/web-api/tokens.js';
import {
  changes,
  channels,
  heads,
  memberships,
  messages,
} from '../../../src/local-slack/world/collections.js';
import { createDatabase, type TestDatabase, withClient } from '../../support/database.js';
import { until } from '../../support/until.js';
import { collect } from '../store/notes.js';
import { createShownPage, type ShownPage } from '../support/shown-page.js';
import { letCrowdAct } from './crowd.js';
import { apiHand, callApi, tabHand } from './hands.js';
import { dueEvents, judgeRepeats, missingEvents } from './judge-events.js';
import { judgeWorld, type LeftWorld } from './judge-world.js';
import { type KillableSlack, openLeftStore, startKillableSlack } from './killable-slack.js';
import { createLedger } from './ledger.js';
import { type LiveTab, openLiveTab } from './live-tab.js';
import { killSeed } from './seed.js';
import { startTwoDoorApp, type TwoDoorApp } from './two-door-app.js';

const ACTS = 5_000;
const KILLS = 4;
const AWAY_ACTS = 100;
const HANDS_OF_A_TAB = 3;
const HANDS_OF_A_TOKEN = 4;
const PEOPLE = ['ana', 'ben', 'chika', 'dmitri'];
const WORKSHOPS = PEOPLE.length * HANDS_OF_A_TAB + (PEOPLE.length + 1) * HANDS_OF_A_TOKEN;
const HALLS = 60;
const SECRETS = { signingSecret: 'secret', botToken: 'xoxb-kill', appToken: 'xapp-kill' };

let database: TestDatabase;
let app: TwoDoorApp;
let slack: KillableSlack;
let tabs: LiveTab[];

beforeEach(async () => {
  database = await createDatabase();
  app = await startTwoDoorApp(SECRETS.signingSecret);
  slack = await startKillableSlack({
    database: database.url,
    seed: killSeed({ workshops: WORKSHOPS, halls: HALLS }),
    requestUrl: app.requestUrl,
    doors: ['http', 'socket'],
    ...SECRETS,
    // An attempt over Socket Mode fails until the app has connected again.
    retryDelaysMs: Array.from({ length: 600 }, () => 100),
    answerWithinMs: 60_000,
  });
  app.connectTo(slack, SECRETS.appToken);
  tabs = [];
  const { members } = await callApi(slack, 'users.list', { token: SECRETS.botToken });
  for (const handle of PEOPLE)
    tabs.push(
      await openLiveTab(
        slack,
        (members as { id: string; name: string }[]).find(({ name }) => name === handle)?.id ?? '',
      ),
    );
});

afterEach(async () => {
  for (const tab of tabs) tab.close();
  await slack.close();
  await app.close();
  await database.drop();
});

/** The numbers of the acts at which to kill: one in each part, and not too close to each other. */
function killMoments(seed: number): number[] {
  const random = createRandom(seed);
  const part = ACTS / (KILLS + 1);
  return Array.from({ length: KILLS }, (_, index) => part * index + random.whole(part / 4, part));
}

function crowdOf(ids: Map<string, string>) {
  const workshops = Array.from({ length: WORKSHOPS }, (_, index) => ids.get(`workshop-${index}`) ?? '');
  const halls = Array.from({ length: HALLS }, (_, index) => ids.get(`hall-${index}`) ?? '');
  const users = tabs.map(({ person }, index) => ({ user: person, token: userToken(PEOPLE[index] ?? '') }));
  const bot = tabs[0]?.frames.flatMap((frame) => (frame.type === 'snapshot' ? frame.snapshot.apps : []))[0];
  const tokens = [...users, { user: bot?.bot_user_id ?? '', token: SECRETS.botToken }];
  const hands = [
    ...tabs.flatMap((tab) => Array.from({ length: HANDS_OF_A_TAB }, () => tabHand(slack, tab))),
    ...tokens.flatMap((token) => Array.from({ length: HANDS_OF_A_TOKEN }, () => apiHand(slack, token))),
  ];
  return {
    hands: hands.map((hand, index) => ({ hand, channel: workshops[index] ?? '' })),
    // Ana is in all halls.
    open: new Map(users.slice(1).map(({ user }) => [user, [...halls]])),
  };
}

async function readWorld(store: Store): Promise<LeftWorld> {
  return {
    messages: await collect(store.all(messages)),
    memberships: await collect(store.all(memberships)),
    names: (await collect(store.all(channels))).map(({ name }) => name),
  };
}

/** The messages that a channel shows, from the Web API, oldest first. */
async function historyOf(channel: string): Promise<Message[]> {
  const all: Message[] = [];
  for (let cursor: unknown; cursor !== ''; ) {
    const page = await callApi(slack, 'conversations.history', {
      token: SECRETS.botToken,
      channel,
      limit: 999,
      ...(cursor !== undefined && { cursor }),
    });
    all.unshift(...(page.messages as Message[]).toReversed());
    cursor = (page.response_metadata as { next_cursor?: string } | undefined)?.next_cursor ?? '';
  }
  return all;
}

const isTop = ({ message: { ts, thread_ts } }: Pick<PlacedMessage, 'message'>) =>
  thread_ts === undefined || thread_ts === ts;

async function allMessages(shown: ShownPage, tab: LiveTab): Promise<Record<string, PlacedMessage[]>> {
  const all: Record<string, PlacedMessage[]> = {};
  for (const { id, is_channel } of shown.channels.values())
    if (is_channel) all[id] = (shown.messages.get(id) ?? (await tab.readAll(id))).filter(isTop);
  return all;
}

/** The pages of the tabs, as they are before the first act. */
function followTabs(): Promise<ShownPage[]> {
  return Promise.all(
    tabs.map(async (tab) => {
      const shown = createShownPage();
      shown.receive(tab);
      await shown.read(tab);
      return shown;
    }),
  );
}

/** Each tab has seen each change once, and shows what a new tab shows. */
async function checkPage(tab: LiveTab, shown: ShownPage): Promise<void> {
  // The result comes after all changes before it.
  await tab.act({ type: 'find', text: 'nobody' });
  shown.receive(tab);
  const freshTab = await openLiveTab(slack, tab.person);
  const fresh = createShownPage();
  fresh.receive(freshTab);
  expect(new Map(shown.channels)).toEqual(new Map(fresh.channels));
  expect(await allMessages(shown, tab)).toEqual(await allMessages(fresh, freshTab));
  expect(tab.gaps).toEqual([]);
  expect(tab.resumed()).toBe(KILLS);
  freshTab.close();
}

test('after kills, everything acknowledged is there once, and the app and the pages have missed nothing', async () => {
  const seed = 20_260_101;
  const moments = killMoments(seed);
  // Before every other kill, the app is away for a while. So the dead process leaves events that the app has not had.
  const partings = moments.filter((_, index) => index % 2 === 1).map((moment) => moment - AWAY_ACTS);
  const ledger = createLedger();
  const pages = await followTabs();
  const ids = new Map([...(pages[0]?.channels.values() ?? [])].map(({ id, name }) => [name, id]));
  const kills: Promise<void>[] = [];
  await letCrowdAct({
    ...crowdOf(ids),
    ledger,
    acts: ACTS,
    seed,
    onAct: (number) => {
      if (partings.includes(number)) app.leave();
      if (moments.includes(number)) kills.push(slack.kill());
    },
  });
  await Promise.all(kills);
  expect(slack.left).toHaveLength(KILLS);

  for (const [index, tab] of tabs.entries()) await checkPage(tab, pages[index] as ShownPage);
  const histories = new Map<string, Message[]>();
  for (const [, id] of ids) histories.set(id, await historyOf(id));
  await until(async () => (await countQueued()) === 0);
  await slack.close();

  const store = await openLeftStore(database.url);
  const world = await readWorld(store);
  const numbers = (await collect(store.all(changes))).map(({ number }) => number);
  const [head] = await collect(store.all(heads));
  await store.close();
  expect(judgeWorld(world, ledger)).toEqual([]);
  expect(
    inOrder([...histories].flatMap(([channel, all]) => all.map((message) => ({ channel, message })))),
  ).toEqual(inOrder(world.messages.filter(isTop)));
  expect(missingEvents(app, dueEvents(world, ledger))).toEqual([]);
  expect(judgeRepeats(app.arrived.http, 'http', slack.left)).toEqual([]);
  expect(judgeRepeats(app.arrived.socket, 'socket', slack.left)).toEqual([]);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(head?.number).toBe(numbers.length);
  // A busy machine takes several times as long as an idle one.
}, 300_000);

function inOrder(messages: LeftWorld['messages']): string[] {
  return messages.map(({ channel, message }) => keyOf(channel, message.ts, message.text)).sort();
}

async function countQueued(): Promise<number> {
  const { rows } = await withClient(database.url, (client) =>
    client.query<{ size: string }>('select count(*) as size from local_slack.queued_pushes'),
  );
  return Number(rows[0]?.size);
}
