import { aMention } from './deliveries.js';
import { createHarness, type Harness } from './harness.js';
import { failing } from './refusing.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());

const bytes = (json: unknown) => Buffer.from(JSON.stringify(json));

test('upsert posts a message under its key, and returns the message from the ledger', async () => {
  const postedAt = new Date('2026-01-02T03:04:05Z');
  harness.sidecar.answers.set('messages.upsert', () => ({
    posted: true,
    message: {
      key: 'k',
      team_id: 'T1',
      channel: 'C1',
      ts: '1.2',
      text: 'hi',
      content_json: bytes({ text: 'hi' }),
      posted_at: postedAt,
    },
  }));
  const { posted, message } = await harness.havoc.messages.upsert('k', {
    channel: 'C1',
    text: 'hi',
    blocks: [{ type: 'divider' }],
  });
  expect(posted).toBe(true);
  expect(message).toEqual({
    key: 'k',
    team_id: 'T1',
    channel: 'C1',
    ts: '1.2',
    text: 'hi',
    content: { text: 'hi' },
    postedAt,
  });
  expect((await harness.sidecar.calls.take()).args).toMatchObject({
    key: 'k',
    message: { channel: 'C1', text: 'hi', blocks: [{ type: 'divider' }] },
  });
});

test('an update needs neither channel nor ts, and may empty the blocks', async () => {
  harness.sidecar.answers.set('messages.update', () => ({ message: { key: 'k' } }));
  expect(await harness.havoc.messages.update('k', { text: 'done', blocks: [] })).toMatchObject({
    key: 'k',
    content: {},
  });
  expect((await harness.sidecar.calls.take()).args).toMatchObject({
    message: { text: 'done', blocks: [] },
  });
});

test('delete resolves to true if there was a message', async () => {
  harness.sidecar.answers.set('messages.delete', () => ({ deleted: true }));
  expect(await harness.havoc.messages.delete('k')).toBe(true);
});

test('for an unknown key, get throws and find returns undefined', async () => {
  harness.sidecar.answers.set('messages.get', failing('not_found', 'messages.not_found'));
  await expect(harness.havoc.messages.get('k')).rejects.toMatchObject({ kind: 'not_found' });
  expect(await harness.havoc.messages.find('k')).toBeUndefined();
});

test.each([
  ['internal', 'internal'],
  ['not_found', 'installations.not_found'],
] as const)('find passes on other failures: %s, %s', async (kind, code) => {
  harness.sidecar.answers.set('messages.get', failing(kind, code));
  await expect(harness.havoc.messages.find('k')).rejects.toMatchObject({ kind });
});

test('in a handler, messages and entities use the workspace of the delivery', async () => {
  harness.sidecar.answers.set('messages.get', () => ({ message: { key: 'k' } }));
  harness.sidecar.answers.set('entities.getUser', () => ({ user: { id: 'U1', real_name: 'Ada' } }));
  const names: unknown[] = [];
  harness.havoc.event('app_mention', async ({ messages, entities }) => {
    await messages.get('k');
    names.push((await entities.getUser('U1')).real_name);
  });
  const stream = await harness.connect();
  stream.deliver(aMention());
  await stream.requests.take();
  const calls = [await harness.sidecar.calls.take(), await harness.sidecar.calls.take()];
  expect(calls.map(({ metadata }) => metadata['havoc-team'])).toEqual(['T1', 'T1']);
  expect(names).toEqual(['Ada']);
});

test('channels and workspaces are looked up by id, for a given workspace', async () => {
  harness.sidecar.answers.set('entities.getChannel', () => ({ channel: { id: 'C1', name: 'general' } }));
  harness.sidecar.answers.set('entities.getTeam', failing('not_found', 'resolve.not_found'));
  const entities = harness.havoc.entities.for({ team: 'T2' });
  expect(await entities.getChannel('C1')).toMatchObject({ name: 'general' });
  expect((await harness.sidecar.calls.take()).metadata).toMatchObject({ 'havoc-team': 'T2' });
  await expect(entities.getTeam('T9')).rejects.toMatchObject({ kind: 'not_found' });
});
