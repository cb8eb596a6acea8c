import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isObject } from '../../base/index.js';
import type { Store } from '../store/store.js';
import { about, collections } from './collections.js';
import { type Line, WORLD_FORMAT, writeLine } from './world-file.js';
import { cannotWrite, emptyWorld } from './world-file-errors.js';

const REPORTS_EVERY = 100_000;

/**
 * Writes the whole world to a file, with its tokens and secrets, which only work in a local Slack. The file appears when
 * it is complete. It has one JSON object in each line.
 *
 * @throws HavocError `local_slack.no_world` (failed_precondition) if the store is empty, or `local_slack.cannot_write`
 * (failed_precondition)
 */
export async function exportWorld(
  store: Store,
  path: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const world = await store.find(about, 'world');
  if (!world) throw emptyWorld();
  const unfinished = `${path}.unfinished`;
  let count = 0;

  async function* lines(url: string): AsyncGenerator<string> {
    yield writeLine({ local_slack_world: WORLD_FORMAT, url });
    for await (const line of linesOf(store)) {
      count += 1;
      if (count % REPORTS_EVERY === 0) onProgress(`${count} objects written`);
      yield writeLine(line);
    }
    yield writeLine({ end: count });
  }

  try {
    await rm(unfinished, { force: true });
    // The file contains tokens, so only its owner may read it.
    const file = await open(unfinished, 'wx', 0o600);
    await pipeline(Readable.from(lines(world.doc.url)), file.createWriteStream({ flush: true }));
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    // Errors of the store have no system call.
    throw isObject(thrown) && thrown.syscall ? cannotWrite(path, thrown) : thrown;
  }
  onProgress(`Exported ${count} objects to ${path}`);
}

async function* linesOf(store: Store): AsyncGenerator<Line> {
  for (const collection of collections) {
    for await (const doc of store.all(collection)) yield { in: collection.name, doc };
  }
  for await (const { key, content } of store.allBytes())
    yield { bytes: key, base64: content.toString('base64') };
}
