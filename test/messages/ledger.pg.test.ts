import { HavocError, jsonText } from '../../src/base/index.js';
import type { LedgerCall } from '../../src/messages/index.js';
import { say, setUpLedger } from './ledger-stage.js';

const { db, slack, ledger, keyed, claims } = await setUpLedger();

test('posts once under a key, then updates, and calls nothing for the same content', async () => {
  const first = await ledger.upsert(keyed(), say('one', { thread_ts: '1.1' }));
  expect(first).toMatchObject({
    ok: true,
    posted: true,
    message: {
      key: 'poll',
      team_id: 'T1',
      channel: 'C1',
      thread_ts: '1.1',
      text: 'one',
      content: { text: 'one' },
    },
  });
  expect(await ledger.upsert(keyed(), say('two'))).toMatchObject({ ok: true, posted: false });
  expect(await ledger.upsert(keyed(), say('two'))).toMatchObject({ ok: true, posted: false });
  expect(slack.calls).toEqual(['chat.postMessage', 'chat.update']);
  expect(slack.texts()).toEqual(['two']);
  expect(await ledger.get('T1', 'poll')).toMatchObject({ text: 'two', content: { text: 'two' } });
  expect(await claims()).toBe(0);
});

test('a message posted again outside of a thread has no thread in the ledger', async () => {
  await ledger.upsert(keyed(), say('one', { thread_ts: '1.1' }));
  await ledger.delete(keyed());
  expect(await ledger.upsert(keyed(), say('two'))).toMatchObject({ ok: true, posted: true });
  expect((await ledger.get('T1', 'poll')).thread_ts).toBeUndefined();
});

test('an upsert without blocks removes the existing blocks', async () => {
  await ledger.upsert(keyed(), say('a', { blocks: [{ type: 'divider' }] }));
  await ledger.upsert(keyed(), say('a'));
  expect([...slack.messages.values()]).toMatchObject([{ text: 'a', blocks: [] }]);
});

test('different keys, and the same key in different workspaces, are independent', async () => {
  await ledger.upsert(keyed('a'), say('one'));
  await ledger.upsert(keyed('b'), say('two'));
  await ledger.upsert({ ...keyed('a'), team_id: 'T2' }, say('three'));
  expect(slack.texts()).toEqual(['one', 'two', 'three']);
  await expect(ledger.get('T2', 'b')).rejects.toMatchObject({ code: 'messages.not_found' });
});

test('a post that Slack refuses is reported, and releases the key', async () => {
  slack.refuseNext('not_in_channel');
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({
    ok: false,
    method: 'chat.postMessage',
    answer: { error: 'not_in_channel' },
  });
  await expect(ledger.get('T1', 'poll')).rejects.toMatchObject({ code: 'messages.not_found' });
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({ ok: true, posted: true });
});

test('a call that does not reach Slack releases the key', async () => {
  const failing: LedgerCall = async () => {
    throw new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
  };
  await expect(ledger.upsert(keyed('poll', failing), say('x'))).rejects.toMatchObject({
    code: 'slack.unreachable',
  });
  expect(await ledger.upsert(keyed(), say('x'))).toMatchObject({ posted: true });
});

test.each([
  ['after Slack’s event', true],
  ['without an event, when the update fails', false],
])('a message that a person deleted is posted again %s', async (_, isTold) => {
  const first = await ledger.upsert(keyed(), say('one'));
  const [ts = ''] = slack.messages.keys();
  slack.messages.clear();
  const deletion = { change: 'deleted' as const, team_id: 'T1', channel: 'C1', ts, at: new Date() };
  await ledger.apply(isTold ? [deletion] : []);
  const second = await ledger.upsert(keyed(), say('two'));
  expect(first).toMatchObject({ posted: true, message: { ts } });
  expect(second).toMatchObject({ posted: true, message: { text: 'two', deletedAt: undefined } });
  expect(slack.texts()).toEqual(['two']);
  expect(slack.calls.includes('chat.update')).toBe(!isTold);
});

test('updates by key, keeping what the update leaves out', async () => {
  await ledger.upsert(keyed(), say('one', { blocks: [{ type: 'divider' }] }));
  const updated = await ledger.update(keyed(), { text: 'two' });
  expect(updated).toMatchObject({
    ok: true,
    message: { content: { text: 'two', blocks: [{ type: 'divider' }] } },
  });
  expect(slack.texts()).toEqual(['two']);
});

test('an update without a message fails, and says what to do', async () => {
  await expect(ledger.update(keyed(), { text: 'x' })).rejects.toThrow('Upsert');
  await ledger.upsert(keyed(), say('one'));
  slack.messages.clear();
  expect(await ledger.update(keyed(), { text: 'x' })).toMatchObject({
    ok: false,
    method: 'chat.update',
    answer: { error: 'message_not_found' },
  });
  await expect(ledger.update(keyed(), { text: 'x' })).rejects.toMatchObject({ code: 'messages.not_found' });
  expect(await claims()).toBe(0);
});

test('deletes by key, once', async () => {
  await ledger.upsert(keyed(), say('one'));
  expect(await ledger.delete(keyed())).toEqual({ ok: true, deleted: true });
  expect(await ledger.delete(keyed())).toEqual({ ok: true, deleted: false });
  expect(await ledger.delete(keyed('other'))).toEqual({ ok: true, deleted: false });
  expect(slack.messages.size).toBe(0);
  expect((await ledger.get('T1', 'poll')).deletedAt).toBeInstanceOf(Date);
  expect(await ledger.upsert(keyed(), say('again'))).toMatchObject({ posted: true });
  slack.refuseNext('cant_delete_message');
  expect(await ledger.delete(keyed())).toMatchObject({ ok: false, method: 'chat.delete' });
});

test.each([
  ['an empty key', '', say('x'), 'messages.bad_key'],
  ['a long key', 'k'.repeat(256), say('x'), 'messages.bad_key'],
  ['no channel', 'poll', { text: 'x' }, 'messages.no_channel'],
])('refuses %s', async (_, key, args, code) => {
  await expect(ledger.upsert(keyed(key), args)).rejects.toMatchObject({ kind: 'invalid_argument', code });
  expect(slack.calls).toEqual([]);
});

describe('following answers and events', () => {
  const where = { team_id: 'T1', channel: 'C1', ts: '1.5' };
  const at = (ms: number) => new Date(1_700_000_000_000 + ms);
  const stored = async () => {
    const { rows } = await db.pool.query(
      `select key, text, convert_from(content, 'UTF8') as content, thread_ts, changed_elsewhere, deleted_at
       from havoc_internal.ledger_message`,
    );
    return rows;
  };

  test('a post, an update and a deletion are recorded', async () => {
    await ledger.apply([{ change: 'posted', ...where, at: at(0), thread_ts: '1.1', content: { text: 'a' } }]);
    await ledger.apply([{ change: 'updated', ...where, at: at(1), content: { text: 'b' } }]);
    expect(await stored()).toMatchObject([
      { key: null, text: 'b', content: '{"text":"b"}', thread_ts: '1.1', deleted_at: null },
    ]);
    await ledger.apply([{ change: 'deleted', ...where, at: at(2) }]);
    await ledger.apply([{ change: 'deleted', ...where, at: at(9) }]);
    expect(await stored()).toMatchObject([{ deleted_at: at(2) }]);
  });

  test('changes of messages outside of the ledger are ignored', async () => {
    await ledger.apply([
      { change: 'updated', ...where, at: at(0), content: { text: 'a' } },
      { change: 'shown', ...where, at: at(0), content: { text: 'a' } },
      { change: 'deleted', ...where, at: at(0) },
    ]);
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['the echo of our own update', { text: 'a', blocks: [{ block_id: 'x' }] }, 60_000, false],
    ['an echo in another form', { text: 'a &amp; b' }, 1_000, false],
    ['an edit from elsewhere', { text: 'changed' }, 60_000, true],
  ])('%s is recognised', async (_, content, afterMs, expected) => {
    await ledger.apply([{ change: 'posted', ...where, at: at(0), content: { text: 'a' } }]);
    await ledger.apply([{ change: 'shown', ...where, at: at(afterMs), content }]);
    expect(await stored()).toMatchObject([{ changed_elsewhere: expected, content: '{"text":"a"}' }]);
  });

  test('after an edit from elsewhere, an upsert of the same content calls Slack', async () => {
    const result = await ledger.upsert(keyed(), say('a'));
    const ts = (await ledger.get('T1', 'poll')).ts ?? '';
    const later = new Date(Date.now() + 60_000);
    await ledger.apply([{ change: 'shown', ...where, ts, at: later, content: { text: 'b' } }]);
    await ledger.upsert(keyed(), say('a'));
    await ledger.upsert(keyed(), say('a'));
    expect(result.ok).toBe(true);
    expect(slack.calls).toEqual(['chat.postMessage', 'chat.update']);
  });
});

const LEVELS = 10_000;
const deep: unknown = JSON.parse(`${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`);

test.each<[string, string, object]>([
  ['half an emoji', 'Hello \ud83d', {}],
  ['half an emoji in a block', 'x', { blocks: [{ type: 'divider', block_id: '\ude00' }] }],
  ['NUL', 'a\0b', { metadata: { event_type: '\0', event_payload: {} } }],
  ['10,000 levels', 'x', { metadata: { event_type: 'a', event_payload: { deep } } }],
])('records a message with %s as it was posted', async (_title, text, more) => {
  const message = say(text, { ...more });
  const { channel: _, ...content } = message;
  expect(await ledger.upsert(keyed(), message)).toMatchObject({ ok: true, posted: true });
  expect(await ledger.upsert(keyed(), message)).toMatchObject({ ok: true, posted: false });
  expect(slack.calls).toEqual(['chat.postMessage']);
  expect(jsonText((await ledger.get('T1', 'poll')).content)).toBe(jsonText(content));
});
