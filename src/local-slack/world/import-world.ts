import { open } from 'node:fs/promises';
import { isObject } from '../../base/index.js';
import type { Json } from '../model.js';
import { createBulk } from '../store/bulk.js';
import type { Collection } from '../store/collection.js';
import type { Store, Write } from '../store/store.js';
import { about, collections } from './collections.js';
import { WORLD_FORMAT } from './world-file.js';
import { notAWorld } from './world-file-errors.js';

const REPORTS_EVERY = 100_000;

/**
 * Replaces the world in the store by the one in a file.
 *
 * @throws HavocError `local_slack.not_a_world` (invalid_argument). The store is then empty, unless the head of the file
 * was wrong already: then it is unchanged.
 */
export async function importWorld(
  store: Store,
  path: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<void> {
  const file = await open(path).catch((cause: unknown) => {
    throw notAWorld(path, 'it cannot be read', cause);
  });
  let number = 0;
  try {
    const taking = createTaking(store, onProgress);
    for await (const text of file.readLines()) {
      number += 1;
      const where = `${path}:${number}`;
      const line = parse(text, where);
      if (number > 1) await taking.take(line, where);
      else {
        checkHead(line, path);
        await store.clear();
      }
    }
    if (number === 0) throw notAWorld(path, 'it is empty');
    const count = await taking.finish(path);
    onProgress(`Imported ${count} objects from ${path}`);
  } catch (thrown) {
    if (number > 1) await store.clear();
    throw thrown;
  } finally {
    await file.close();
  }
}

/** Puts the lines after the head into the store. */
function createTaking(store: Store, onProgress: (line: string) => void) {
  const byName = new Map(collections.map((one) => [one.name, one]));
  const bulk = createBulk(store);
  let last: Write | undefined;
  let count = 0;
  let end: unknown;

  async function takeDoc(line: Json, where: string): Promise<void> {
    const collection = byName.get(String(line.in));
    if (!collection || !isObject(line.doc))
      throw notAWorld(where, 'the line is neither a document nor the bytes of a file');
    const write = { collection, key: keyIn(collection, line.doc, where), doc: line.doc };
    if (collection.name === about.name) last = write;
    else await bulk.add(write);
  }

  return {
    take: async (line: unknown, where: string) => {
      if (!isObject(line) || end !== undefined) throw notAWorld(where, 'the line does not belong to it');
      if ('end' in line) {
        end = line.end;
        return;
      }
      count += 1;
      if (count % REPORTS_EVERY === 0) onProgress(`${count} objects read`);
      if (typeof line.bytes !== 'string') return takeDoc(line, where);
      const content = Buffer.from(String(line.base64), 'base64');
      await store.commit({ docs: [], bytes: [{ key: line.bytes, content }] });
    },
    /** @returns the number of documents and files */
    finish: async (path: string) => {
      if (end !== count || !last) throw notAWorld(path, 'its end is missing');
      await bulk.flush();
      // Without this document a store counts as empty. So an import that was killed leaves no half of a world.
      await store.commit({ docs: [last], bytes: [] });
      return count;
    },
  };
}

function keyIn(collection: Collection<unknown>, doc: unknown, where: string): string {
  try {
    return collection.key(doc);
  } catch (cause) {
    throw notAWorld(where, `the document is not one of ${collection.name}`, cause);
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notAWorld(where, 'the line is not JSON', cause);
  }
}

function checkHead(line: unknown, path: string): void {
  const format = isObject(line) ? line.local_slack_world : undefined;
  if (typeof format !== 'number') throw notAWorld(path, 'its first line is not the head of a world');
  if (format > WORLD_FORMAT)
    throw notAWorld(
      path,
      `its format is ${format}, and this version knows ${WORLD_FORMAT}. Use a newer havoc`,
    );
}
