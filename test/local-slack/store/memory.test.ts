import { createMemoryStore } from '../../../src/local-slack/store/memory-store.js';
import { describeContract } from './contract.js';
import { notes, putOf } from './notes.js';

describeContract({ open: async () => createMemoryStore(), runs: 500 });

test('reads without waiting see what is committed', async () => {
  const { now, commit } = createMemoryStore();
  expect([now.find(notes, 'a'), now.list(notes, 'folder', 'x'), now.all(notes)]).toEqual([undefined, [], []]);
  const doc = { id: 'a', folder: 'x' };
  await commit({ docs: [putOf(notes, doc)], bytes: [] });
  expect([now.find(notes, 'a'), now.list(notes, 'folder', 'x'), now.all(notes)]).toEqual([doc, [doc], [doc]]);
});
