import { createTsSource } from '../ids.js';
import { createChangeLog } from '../journal/change-log.js';
import { createDatabase } from '../store/database.js';
import type { Store } from '../store/store.js';
import { adaptApp } from './adapt-app.js';
import { about, heads } from './collections.js';
import { moveUrls } from './move-urls.js';
import { plant } from './plant.js';
import type { SeedApp, WorldSeed } from './seed.js';
import { createWorld, type World, type WorldOptions } from './world.js';

export interface OpenWorldOptions extends Pick<WorldOptions, 'url' | 'now' | 'toPushes'> {
  store: Store;
  /** The content of a new world. */
  seed: WorldSeed;
  /**
   * The app of a new world whose seed declares none. In any other world, this configures the first app; what is left out
   * stays as it is.
   */
  app: Partial<SeedApp>;
  onProgress?: (line: string) => void;
}

/** Opens the world in a store, or creates it if the store is empty. `isNew` is true if it did. */
export async function openWorld({
  store,
  seed,
  app,
  onProgress = () => undefined,
  ...rest
}: OpenWorldOptions): Promise<{ world: World; isNew: boolean }> {
  const { url, now } = rest;
  const db = createDatabase(store);
  const known = await db.find(about, 'world');
  if (!known) {
    // An import that was killed leaves a part of a world behind.
    await store.clear();
    await plant(db, seed, { url, at: now(), defaultApp: { name: 'havoc', ...app } });
  } else await moveUrls(store, { from: known.url, to: url, onProgress });
  await adaptApp(db, app);
  const newest = (await db.list(heads, 'all', '')).map(({ at }) => at).sort();
  const nextTs = createTsSource(now, newest.at(-1));
  return { world: createWorld({ ...rest, nextTs, db, log: createChangeLog(db) }), isNew: !known };
}
