import type { Scene } from '../../../src/local-slack/acts/act.js';
import { perform } from '../../../src/local-slack/acts/perform.js';
import type { Attempt } from '../../../src/local-slack/apps/push.js';
import type { Pusher } from '../../../src/local-slack/apps/pusher.js';
import type { Json } from '../../../src/local-slack/model.js';
import type { Act, Result } from '../../../src/local-slack/protocol.js';
import { createMemoryStore, type MemoryStore } from '../../../src/local-slack/store/memory-store.js';
import { channels, teams, users } from '../../../src/local-slack/world/collections.js';
import { openWorld } from '../../../src/local-slack/world/open-world.js';
import { defaultSeed, type Seed, toWorldSeed, type WorldSeed } from '../../../src/local-slack/world/seed.js';

/** A world without servers. Its apps take everything that they are asked, and answer what the test sets. */
export interface TestScene extends Scene {
  store: MemoryStore;
  /** What the apps were asked, by the id of the app. */
  asked: { app: string; kind: string; body: Json }[];
  answer: Attempt['answer'];
  /** Id of a user by handle. */
  user(handle: string): string;
  /** Id of a channel by name. */
  channel(name: string): string;
  /** Acts as the person with this handle. */
  act(handle: string, act: Act): Promise<Result>;
}

export async function createScene(seed: Seed | WorldSeed = defaultSeed): Promise<TestScene> {
  const store = createMemoryStore();
  const now = () => new Date();
  const { world } = await openWorld({
    store,
    url: 'http://localhost',
    now,
    toPushes: async () => [],
    seed: toWorldSeed(seed),
    app: {},
  });
  const pusher: Pusher = {
    send: () => undefined,
    resume: async () => undefined,
    ask: async (app, kind, body) => {
      scene.asked.push({ app: app.id, kind, body });
      const push = { app: app.id, kind, name: kind, door: 'http' as const, url: 'http://app', body };
      const attempt = { at: now(), tookMs: 0, retryNum: 0, answer: scene.answer, noRetry: false };
      return { push: { ...push, attempts: [attempt], outcome: 'delivered' }, attempt };
    },
    idle: async () => undefined,
    stop: async () => undefined,
  };
  const idOf = (all: readonly { id: string; name: string }[], name: string) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found.id;
  };
  const scene: TestScene = {
    world,
    pusher,
    team: store.now.list(teams, 'all', '')[0]?.id ?? '',
    store,
    asked: [],
    answer: undefined,
    user: (handle) => idOf(store.now.all(users), handle),
    channel: (name) => idOf(store.now.all(channels), name),
    act: (handle, act) => perform(scene, scene.user(handle), act),
  };
  return scene;
}
