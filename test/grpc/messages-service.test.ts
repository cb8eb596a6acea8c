import { status } from '@grpc/grpc-js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { MessagesService } from '../../src/gen/havoc/v1/messages.js';
import { createMessagesService } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Keyed, LedgerRecord } from '../../src/messages/index.js';
import type { SendCall } from '../../src/outbound/index.js';
import { type Channel, type Rpc, serve } from '../support/grpc.js';
import { spoiltBy } from '../wire/split-residue.js';

const log = createLogger({ level: 'silent' });
let channel: Channel | undefined;
afterEach(() => channel?.close());

const record: LedgerRecord = {
  id: 1n,
  team_id: 'T1',
  channel: 'C1',
  ts: '1.1',
  key: 'poll',
  text: 'a',
  content: { text: 'a' },
  changedElsewhere: false,
  postedAt: new Date(1_000),
};
const refusal = {
  ok: false as const,
  method: 'chat.update',
  answer: { ok: false, error: 'is_archived', status: 200, body: {} },
};

async function setUp() {
  const seen: unknown[] = [];
  const sent: SendCall[] = [];
  const note = ({ team_id, key }: Keyed, args?: unknown) => seen.push([team_id, key, args]);
  channel = await serve([
    createMessagesService({
      log,
      async send(call) {
        sent.push(call);
        return { ok: true, status: 200, body: {} };
      },
      findToken: async ({ team_id = 'T1' }) => ({ token: 'x', installation: { team_id } }),
      ledger: {
        async upsert(keyed, args) {
          note(keyed, args);
          await keyed.call({ method: 'chat.postMessage', args });
          return { ok: true, message: record, posted: true };
        },
        async update(keyed, args) {
          note(keyed, args);
          return refusal;
        },
        async delete(keyed) {
          note(keyed);
          return { ok: true, deleted: true };
        },
        async get(team_id, key) {
          seen.push([team_id, key]);
          return record;
        },
      },
    }),
  ]);
  return { channel, seen, sent };
}

test('upsert acts for the target, and only the ledger writes its record', async () => {
  const { channel, seen, sent } = await setUp();
  const request = { key: 'poll', message: { channel: 'C1', text: 'a', blocks: [] } };
  const response = await channel.unary(MessagesService.upsert, request, { 'havoc-team': 'T2' });
  expect(response).toMatchObject({
    posted: true,
    message: { key: 'poll', ts: '1.1', team_id: 'T1', channel: 'C1', posted_at: new Date(1_000) },
  });
  expect(Buffer.from(response.message?.content_json ?? []).toString()).toBe('{"text":"a"}');
  expect(seen).toEqual([['T2', 'poll', { channel: 'C1', text: 'a', blocks: [] }]]);
  expect(sent).toMatchObject([{ method: 'chat.postMessage', keepsLedger: true, target: { team_id: 'T2' } }]);
});

test('update leaves out channel and ts, and delete and get need only the key', async () => {
  const { channel, seen } = await setUp();
  const request = { key: 'poll', message: { channel: 'C9', ts: '9.9', text: 'b' } };
  await expect(channel.unary(MessagesService.update, request)).rejects.toMatchObject({
    code: status.FAILED_PRECONDITION,
    details: expect.stringContaining('chat.update: is_archived'),
  });
  expect(await channel.unary(MessagesService.delete, { key: 'poll' })).toEqual({ deleted: true });
  expect((await channel.unary(MessagesService.get, { key: 'poll' })).message?.ts).toBe('1.1');
  expect(seen).toEqual([
    ['T1', 'poll', { text: 'b' }],
    ['T1', 'poll', undefined],
    ['T1', 'poll'],
  ]);
});

test.each([
  ['upsert', MessagesService.upsert, 'chat.postMessage'],
  ['update', MessagesService.update, 'chat.update'],
] as const)('%s refuses an invalid residue, and works again after it', async (_, rpc, method) => {
  const { channel, seen } = await setUp();
  const { request } = methods.get(method) ?? {};
  if (request === undefined) throw new Error(`There is no ${method}.`);
  const message = spoiltBy('[[["a","b"],1]]', request, { channel: 'C1', text: 'a' });
  await expect(
    channel.unary<object, object>(rpc as Rpc<object, object>, { key: 'poll', message }),
  ).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining('havoc_residue'),
  });
  expect(seen).toEqual([]);
  expect(await channel.unary(MessagesService.delete, { key: 'poll' })).toEqual({ deleted: true });
});

test('a request without a message is refused', async () => {
  const { channel, seen } = await setUp();
  await expect(channel.unary(MessagesService.upsert, { key: 'poll' })).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  expect(seen).toEqual([]);
});
