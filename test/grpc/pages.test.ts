import { Havoc } from '../../src/client/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { createSlackServices, type GrpcServer, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Send } from '../../src/outbound/index.js';
import { createRecordedLog } from '../client/recorded-log.js';

const log = createLogger({ level: 'silent' });
/** Slack's next answers, in order. */
const answers: object[] = [];
const asked: { method: string; cursor: unknown }[] = [];

let server: GrpcServer;
let havoc: Havoc;
beforeAll(async () => {
  const send: Send = async ({ method, args }) => {
    asked.push({ method, cursor: args.cursor });
    return { ok: true, status: 200, body: { ok: true, ...answers.shift() } };
  };
  const services = createSlackServices({ send, methods, log });
  server = await startGrpcServer({ address: '127.0.0.1:0', services, log });
  havoc = new Havoc({ address: server.address, log: createRecordedLog() });
});
beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
});
afterAll(async () => {
  await havoc.stop();
  await server.stop(0);
});

interface Stub {
  pages(args: object, options?: object): { byPage(): AsyncIterable<object> } & AsyncIterable<unknown>;
}

/** Finds a method as an app does: `slack.users.list`. */
function stubOf(method: string): Stub {
  const found = method.split('.').reduce<unknown>((at, part) => Reflect.get(Object(at), part), havoc.slack);
  return found as Stub;
}

async function take<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const paged = [...methods.values()]
  .filter(({ pagesPath }) => pagesPath !== undefined)
  .map(({ method }) => method);
const inMetadata = (next_cursor: string) => ({ response_metadata: { next_cursor } });

test('there are 44 methods with pages', () => {
  expect(paged).toHaveLength(44);
});

test.each(paged)('%s is walked from cursor to cursor', async (method) => {
  answers.push(inMetadata('a'), inMetadata('b'), inMetadata(''));
  expect(await take(stubOf(method).pages({}).byPage())).toHaveLength(3);
  expect(asked).toEqual([
    { method, cursor: method === 'search.messages' ? '*' : undefined },
    { method, cursor: 'a' },
    { method, cursor: 'b' },
  ]);
});

test('admin.conversations.search has its cursor at the top', async () => {
  const conversations = [{ id: 'C1' }, { id: 'C2' }];
  answers.push({ conversations, next_cursor: 'a' }, { conversations: [{ id: 'C3' }], next_cursor: '' });
  expect(await take(havoc.slack.admin.conversations.search.pages())).toEqual([
    { id: 'C1' },
    { id: 'C2' },
    { id: 'C3' },
  ]);
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'a']);
});

test('a repeated cursor ends the walk', async () => {
  answers.push(...Array.from({ length: 9 }, () => ({ members: [{ id: 'U1' }], ...inMetadata('same') })));
  expect(await take(havoc.slack.users.list.pages())).toHaveLength(2);
});

test('a search from a given cursor starts there', async () => {
  answers.push(inMetadata(''));
  await take(havoc.slack.search.messages.pages({ query: 'x', cursor: 'mine' }).byPage());
  expect(asked).toEqual([{ method: 'search.messages', cursor: 'mine' }]);
});

test.each([Infinity, 2 ** 31])('a walk with a timeout of %d ms does not time out', async (timeoutMs) => {
  answers.push(inMetadata('a'), inMetadata(''));
  expect(await take(stubOf('users.list').pages({}, { timeoutMs }).byPage())).toHaveLength(2);
});

test('a page without items is skipped', async () => {
  answers.push({ ...inMetadata('a') }, { members: [{ id: 'U1' }] });
  expect(await take(havoc.slack.users.list.pages())).toEqual([{ id: 'U1' }]);
});
