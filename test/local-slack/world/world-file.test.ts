import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSlack, startLocalSlack } from '../../../src/local-slack/index.js';
import { createMemoryStore, type MemoryStore } from '../../../src/local-slack/store/memory-store.js';
import { about, collections, messages, users } from '../../../src/local-slack/world/collections.js';
import { exportWorld } from '../../../src/local-slack/world/export-world.js';
import { importWorld } from '../../../src/local-slack/world/import-world.js';
import { openWorld } from '../../../src/local-slack/world/open-world.js';
import { defaultSeed, toWorldSeed } from '../../../src/local-slack/world/seed.js';
import { createScene, type TestScene } from '../support/scene.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-world-'));
  path = join(folder, 'a.world');
});
afterEach(() => rm(folder, { recursive: true }));

const quiet = () => undefined;

/** A world in which something has happened. */
async function lively(): Promise<TestScene> {
  const scene = await createScene();
  const channel = scene.channel('general');
  const { ts = '' } = await scene.act('ana', {
    type: 'post',
    channel,
    text: 'one\u2028two\u2029three\r\nfour',
  });
  await scene.act('ben', { type: 'post', channel, text: 'a reply', thread_ts: ts, reply_broadcast: true });
  await scene.act('ben', { type: 'react', channel, ts, name: 'tada' });
  await scene.act('ana', { type: 'create_channel', name: 'new' });
  await scene.act('ana', { type: 'open_dm', users: [scene.user('ben')] });
  await scene.world.db.transact(async (db) => db.putBytes('F1', Buffer.from([0, 1, 254, 255])));
  return scene;
}

/** Everything in a store, in order. */
function contentOf({ now }: MemoryStore): string {
  return JSON.stringify(collections.map((one) => [one.name, now.all(one as never)]));
}

async function linesOf(): Promise<string[]> {
  return (await readFile(path, 'utf8')).trimEnd().split('\n');
}

async function imported(): Promise<MemoryStore> {
  const store = createMemoryStore();
  await importWorld(store, path);
  return store;
}

test('a world is the same after an export and an import, in order and with its bytes', async () => {
  const { store } = await lively();
  const said: string[] = [];
  await exportWorld(store, path, (line) => said.push(line));
  const copy = await imported();
  expect(contentOf(copy)).toBe(contentOf(store));
  expect(await copy.findBytes('F1')).toEqual(Buffer.from([0, 1, 254, 255]));
  expect(said).toEqual([expect.stringMatching(/^Exported \d+ objects to /)]);
  // Nothing but the file is left, and only its owner can read the tokens in it.
  expect(await readdir(folder)).toEqual(['a.world']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('an import replaces what is in the store', async () => {
  const { store } = await lively();
  await exportWorld(store, path, quiet);
  const other = await createScene({ ...defaultSeed, team: { name: 'Other', domain: 'other' } });
  await importWorld(other.store, path);
  expect(contentOf(other.store)).toBe(contentOf(store));
});

test('an export that fails leaves the earlier file as it was', async () => {
  const { store } = await lively();
  await writeFile(path, 'earlier');
  const all: typeof store.all = async function* (collection) {
    if (collection.name === messages.name) throw new Error('The database is gone.');
    yield* store.all(collection);
  };
  await expect(exportWorld({ ...store, all }, path, quiet)).rejects.toThrow('The database is gone.');
  expect(await readFile(path, 'utf8')).toBe('earlier');
  expect(await readdir(folder)).toEqual(['a.world']);
});

test('an export says that its file cannot be written', async () => {
  const { store } = await lively();
  await expect(exportWorld(store, join(folder, 'nope', 'a.world'), quiet)).rejects.toMatchObject({
    code: 'local_slack.cannot_write',
    message: expect.stringContaining('ENOENT'),
  });
});

test('an empty store has no world to export', async () => {
  await expect(exportWorld(createMemoryStore(), path, quiet)).rejects.toMatchObject({
    code: 'local_slack.no_world',
  });
});

describe('an import', () => {
  const head = (lines: string[]) => lines.slice(0, 1);
  test.each<[string, (lines: string[]) => string[], string]>([
    ['an empty file', () => [], 'it is empty'],
    ['another file', () => ['{"hello":1}'], 'its first line is not the head of a world'],
    ['a newer format', () => ['{"local_slack_world":2}'], 'its format is 2, and this version knows 1'],
    ['a line that is not JSON', (lines) => [...head(lines), '{'], 'the line is not JSON'],
    ['a line of no collection', (lines) => [...head(lines), '{"in":"x","doc":{}}'], 'neither a document nor'],
    [
      'a document of another shape',
      (lines) => [...head(lines), '{"in":"messages","doc":{}}'],
      'not one of messages',
    ],
    ['a file without its end', (lines) => lines.slice(0, -1), 'its end is missing'],
    ['a file without some lines', (lines) => lines.toSpliced(5, 1), 'its end is missing'],
    ['something after the end', (lines) => [...lines, '{"in":"teams","doc":{}}'], 'does not belong to it'],
  ])('refuses %s', async (_what, change, why) => {
    const { store } = await lively();
    await exportWorld(store, path, quiet);
    await writeFile(
      path,
      change(await linesOf())
        .map((line) => `${line}\n`)
        .join(''),
    );
    const before = contentOf(store);
    await expect(importWorld(store, path)).rejects.toMatchObject({
      code: 'local_slack.not_a_world',
      message: expect.stringContaining(why),
    });
    const isEmpty = store.now.all(users).length === 0;
    expect(isEmpty || contentOf(store) === before).toBe(true);
  });

  test('refuses a file that does not exist, and changes nothing', async () => {
    const { store } = await lively();
    const before = contentOf(store);
    await expect(importWorld(store, path)).rejects.toMatchObject({ code: 'local_slack.not_a_world' });
    expect(contentOf(store)).toBe(before);
  });

  test('that was killed leaves no world, and the next start makes a new one', async () => {
    const { store } = await lively();
    await exportWorld(store, path, quiet);
    const half = createMemoryStore();
    let commits = 0;
    const killed = importWorld(
      {
        ...half,
        commit: async (writes) => {
          commits += 1;
          // The first commits are those of the bytes and of the documents.
          if (commits > 2) throw new Error('killed');
          await half.commit(writes);
        },
        clear: async () => undefined,
      },
      path,
    );
    await expect(killed).rejects.toThrow('killed');
    expect(half.now.all(users).length).toBeGreaterThan(0);
    expect(half.now.find(about, 'world')).toBeUndefined();
    const { isNew } = await openWorld({
      store: half,
      url: 'http://localhost',
      now: () => new Date(),
      toPushes: async () => [],
      seed: toWorldSeed(defaultSeed),
      app: {},
    });
    expect(isNew).toBe(true);
    expect(half.now.all(messages)).toEqual([]);
  });
});

describe('a local Slack that starts with a world', () => {
  const open: LocalSlack[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const start = async (options: Parameters<typeof startLocalSlack>[0]) => {
    const local = await startLocalSlack(options);
    open.push(local);
    return local;
  };

  async function answers(local: LocalSlack): Promise<string> {
    const ask = async (method: string, args: Record<string, string> = {}) => {
      const response = await fetch(`${local.apiUrl}${method}?${new URLSearchParams(args)}`, {
        headers: { authorization: `Bearer ${local.botToken}` },
      });
      const { cache_ts, ...answer } = (await response.json()) as Record<string, unknown>;
      return answer;
    };
    const channel = 'C0LOCAL001';
    const all = [
      await ask('auth.test'),
      await ask('team.info'),
      await ask('users.list'),
      await ask('conversations.list', { types: 'public_channel,private_channel,im' }),
      await ask('conversations.members', { channel }),
      await ask('conversations.history', { channel }),
    ];
    return JSON.stringify(all, undefined, 1).replaceAll(local.url, 'http://here');
  }

  test('at another port gives the same answers, and goes on after the last message', async () => {
    const { store } = await lively();
    await exportWorld(store, path, quiet);
    const first = await start({ world: path });
    const second = await start({ world: path });
    expect(first.url).not.toBe(second.url);
    expect(await answers(first)).toBe(await answers(second));
    expect(await answers(first)).not.toContain('http://localhost');
    const { ts } = await second.as('ben').post('general', 'later');
    const times = second.messages('general').map((one) => one.ts);
    expect(times).toEqual([...times].sort());
    expect(times.at(-1)).toBe(ts);
  });

  test('does not take a longer port for its own', async () => {
    const scene = await createScene();
    const text = 'http://localhost/a http://localhost1/b';
    await scene.act('ana', { type: 'post', channel: scene.channel('general'), text });
    await exportWorld(scene.store, path, quiet);
    const local = await start({ world: path });
    expect(local.messages('general').at(-1)?.text).toBe(`<${local.url}/a> <http://localhost1/b>`);
  });
});
