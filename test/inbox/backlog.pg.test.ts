import { randomUUID } from 'node:crypto';
import { until } from '../support/until.js';
import { CLAIM, commitAll, envelope, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox({ backlogLimit: 3 });

const full = {
  kind: 'resource_exhausted',
  code: 'inbox.full',
  message: expect.stringContaining('HAVOC_BACKLOG_LIMIT'),
};

test('counts the unsettled envelopes, no further than the limit', async () => {
  expect(await inbox.backlog()).toBe(0);
  await commitAll(inbox, ['a', 'b']);
  await commitAll(inbox, ['c'], () => ({ lease: randomUUID() }));
  expect(await inbox.backlog()).toBe(3);
  await commitAll(database.open(), ['d']);
  expect(await inbox.backlog()).toBe(3);
});

test('refuses envelopes beyond the limit, and accepts them again once there is room', async () => {
  await commitAll(inbox, ['a', 'b', 'c']);
  await expect(inbox.commit(envelope({ dedupeKey: 'd' }))).rejects.toMatchObject(full);
  for (const claimed of await inbox.claim(2, CLAIM)) await inbox.settle({ ...claimed, outcome: 'acked' });
  await inbox.backlog();
  expect(await inbox.commit(envelope({ dedupeKey: 'd' }))).toEqual({ id: expect.any(String) });
});

test('a new process counts before it accepts envelopes', async () => {
  await commitAll(database.open(), ['a', 'b', 'c']);
  await inbox.backlog();
  await expect(inbox.commit(envelope({ dedupeKey: 'd' }))).rejects.toMatchObject(full);
});

test('reports once that it is full, and once that it is not', async () => {
  const told: boolean[] = [];
  const inbox = database.open({ backlogLimit: 2, onFull: (isFull) => told.push(isFull) });
  expect(await inbox.backlog()).toBe(0);
  await commitAll(inbox, ['a', 'b']);
  await expect(inbox.commit(envelope({ dedupeKey: 'c' }))).rejects.toMatchObject(full);
  await expect(inbox.commit(envelope({ dedupeKey: 'd' }))).rejects.toMatchObject(full);
  expect(told).toEqual([true]);
  for (const claimed of await inbox.claim(2, CLAIM)) await inbox.settle({ ...claimed, outcome: 'acked' });
  // A count that began before may still be under way.
  await until(async () => (await inbox.backlog()) === 0);
  expect(told).toEqual([true, false]);
});
