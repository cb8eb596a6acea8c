import { type ServiceError, status } from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import { toClientError } from '../../src/client/errors.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { createSlackServices } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Send, SendCall } from '../../src/outbound/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import { type Channel, type Rpc, serve } from '../support/grpc.js';
import { until } from '../support/until.js';

const log = createLogger({ level: 'silent' });
let channel: Channel | undefined;
afterEach(() => channel?.close());

/** Makes a stub as the client does, with Slack's JSON on both sides. */
function stub(name: string): Rpc<Record<string, unknown>, Record<string, unknown>> {
  const method = methods.get(name);
  if (!method) throw new Error(`The contract has no ${name}.`);
  const { path, request, response } = method;
  return {
    path,
    requestSerialize: (json) => Buffer.from(request.encode(json)),
    responseDeserialize: response.decode,
  };
}

async function setUp(answer: SlackAnswer | HavocError | Error) {
  const calls: SendCall[] = [];
  const send: Send = async (call) => {
    calls.push(call);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  channel = await serve(createSlackServices({ send, methods, log }));
  return { channel, calls };
}

test('every method of the contract has an rpc', () => {
  const services = createSlackServices({ send: () => Promise.reject(new Error('none')), methods, log });
  const paths = services.flatMap(({ definition }) => Object.values(definition).map(({ path }) => path));
  const own = [...methods.values()].flatMap(({ path, pagesPath = [] }) => [path, pagesPath].flat());
  expect(paths.sort()).toEqual(own.sort());
});

test("passes Slack's JSON in both directions, and the target", async () => {
  const answer = { ok: true, channel: 'C1', ts: '1.1', message: { text: 'a', ts: 7 } };
  const { channel, calls } = await setUp({ ok: true, status: 200, body: answer });
  const args = { channel: 'C1', text: 'a', blocks: [{ type: 'divider' }] };
  const metadata = { 'havoc-team': 'T1', 'havoc-enterprise': 'E1', 'havoc-user': 'U1' };
  const response = await channel.unary(stub('chat.postMessage'), args, metadata);
  expect(response).toEqual(answer);
  expect(calls).toMatchObject([
    { method: 'chat.postMessage', args, target: { team_id: 'T1', enterprise_id: 'E1', user_id: 'U1' } },
  ]);
});

test.each([
  ['true', true],
  ['false', undefined],
  ['', undefined],
])('with havoc-refresh: %s, refresh is %s', async (header, refresh) => {
  const { channel, calls } = await setUp({ ok: true, status: 200, body: { ok: true } });
  await channel.unary(stub('auth.test'), {}, { 'havoc-refresh': header });
  expect(calls.map((call) => call.refresh)).toEqual([refresh]);
});

test('keeps a list that is empty on purpose', async () => {
  const { channel, calls } = await setUp({ ok: true, status: 200, body: { ok: true } });
  await channel.unary(stub('chat.update'), { channel: 'C1', ts: '1.1', text: 'a', blocks: [] });
  expect(calls[0]?.args).toEqual({ channel: 'C1', ts: '1.1', text: 'a', blocks: [] });
  expect(calls[0]?.target).toEqual({});
});

test("the client raises Slack's refusal as a SlackError", async () => {
  const body = { ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'none' };
  const { channel } = await setUp({ ok: false, error: 'missing_scope', status: 200, body });
  const failure = await channel.unary(stub('chat.postMessage'), {}).catch((thrown: ServiceError) => thrown);
  expect(failure).toMatchObject({ code: status.PERMISSION_DENIED });
  expect(toClientError(failure as ServiceError, 'chat.postMessage')).toMatchObject({
    name: 'SlackError',
    code: 'missing_scope',
    needed: 'chat:write',
    provided: 'none',
    data: body,
  });
});

test.each([
  [
    "havoc's error",
    new HavocError({ kind: 'not_found', code: 'installations.not_found', message: 'not here' }),
    status.NOT_FOUND,
    'not here',
  ],
  ['a defect', new Error('the inside'), status.INTERNAL, "havoc's log has the details"],
])('fails with %s', async (_, thrown, code, text) => {
  const { channel } = await setUp(thrown);
  await expect(channel.unary(stub('auth.test'), {})).rejects.toMatchObject({
    code,
    details: expect.stringContaining(text),
  });
});

test('cancelling the call aborts the signal', async () => {
  let signal: AbortSignal | undefined;
  const send: Send = (call) => {
    signal = call.signal;
    return new Promise(() => {});
  };
  channel = await serve(createSlackServices({ send, methods, log }));
  const { client } = channel;
  const { path, requestSerialize, responseDeserialize } = stub('users.list');
  const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, () => {});
  await until(() => signal !== undefined);
  expect(signal?.aborted).toBe(false);
  call.cancel();
  await until(() => signal?.aborted === true);
});
