import type { Collection } from '../store/collection.js';
import type { Store, Write } from '../store/store.js';
import { about, collections } from './collections.js';

const AT_ONCE = 1000;

/**
 * Replaces the local Slack's URL in all documents, such as in the URLs of avatars and files. The local Slack may listen
 * on another port than before.
 */
export async function moveUrls(
  store: Store,
  { from, to, onProgress }: { from: string; to: string; onProgress: (line: string) => void },
): Promise<void> {
  if (from === to) return;
  onProgress(`Moving the world of the local Slack from ${from} to ${to}`);
  // The last write is the one that says where the world is. So an interrupted move starts over.
  for (const collection of collections.filter((one) => one.name !== about.name))
    await moveIn(store, collection as unknown as Collection<unknown>, { from, to });
  const held = await store.find(about, 'world');
  if (held) await store.commit({ docs: [toWrite(about, { ...held.doc, url: to })], bytes: [] });
}

async function moveIn(
  store: Store,
  collection: Collection<unknown>,
  { from, to }: { from: string; to: string },
): Promise<void> {
  let docs: Write[] = [];
  // Port 7400 is not the beginning of port 74001.
  const whole = new RegExp(`${from.replaceAll(/[.[\]]/g, '\\$&')}(?![0-9])`, 'g');
  for await (const doc of store.all(collection)) {
    const text = JSON.stringify(doc);
    if (!text.includes(from)) continue;
    docs.push(toWrite(collection, JSON.parse(text.replaceAll(whole, () => to))));
    if (docs.length < AT_ONCE) continue;
    await store.commit({ docs, bytes: [] });
    docs = [];
  }
  if (docs.length > 0) await store.commit({ docs, bytes: [] });
}

function toWrite<D>(collection: Collection<D>, doc: D): Write {
  return { collection: collection as Collection<unknown>, key: collection.key(doc), doc };
}
