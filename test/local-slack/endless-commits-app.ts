// A program for the tests to kill: `node endless-commits-app.ts URL FIRST` commits numbered pairs of documents, and
// writes the number of each pair that was acknowledged.
import { notes, putOf, tags } from './store/notes.js';
import { openTestStore } from './store/open-test-store.js';

const [url = '', first = '0'] = process.argv.slice(2);
const store = await openTestStore(url);
for (let number = Number(first); ; number++) {
  const id = `n${number}`;
  const docs = [putOf(notes, { id, folder: 'x' }), putOf(tags, { name: id, note: id })];
  await store.commit({ docs, bytes: [{ key: id, content: Buffer.from(id) }] });
  process.stdout.write(`committed ${number}\n`);
}
