import { createBulk } from '../store/bulk.js';
import type { Store } from '../store/store.js';
import { about, collections } from './collections.js';

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
  // Port 7400 is not the beginning of port 74001.
  const whole = new RegExp(`${from.replaceAll(/[.[\]]/g, '\\$&')}(?![0-9])`, 'g');
  const bulk = createBulk(store);
  // The document that says where the world is comes last. So an interrupted move starts over.
  const isLast = ({ name }: { name: string }) => name === about.name;
  for (const collection of [...collections.filter((one) => !isLast(one)), ...collections.filter(isLast)]) {
    for await (const before of store.all(collection)) {
      const text = JSON.stringify(before);
      if (!text.includes(from)) continue;
      const doc: unknown = JSON.parse(text.replaceAll(whole, () => to));
      await bulk.add({ collection, key: collection.key(doc), doc });
    }
    await bulk.flush();
  }
}
