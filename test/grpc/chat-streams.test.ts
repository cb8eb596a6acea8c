import { type ClientWritableStream, type ServiceError, status } from '@grpc/grpc-js';
import type { Json } from '../../src/base/index.js';
import { Havoc } from '../../src/client/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { ChatStreamsService, type StreamChatRequest } from '../../src/gen/havoc/v1/chat_streams.js';
import { createChatStreamsService, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Send, SendCall } from '../../src/outbound/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import { createRecordedLog } from '../client/recorded-log.js';
import { serve } from '../support/grpc.js';
import { until } from '../support/until.js';
import { spoiltBy } from '../wire/split-residue.js';

type Answers = Record<string, (call: SendCall) => Promise<SlackAnswer>>;

const ok = async (): Promise<SlackAnswer> => ({ ok: true, status: 200, body: { ok: true, ts: '1.2' } });
const refuse = (error: string) => async (): Promise<SlackAnswer> => ({
  ok: false,
  error,
  status: 200,
  body: { ok: false, error },
});

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** Makes one call of the service, with these answers from Slack. */
async function open(answers: Answers = {}) {
  const calls: SendCall[] = [];
  const logged: string[] = [];
  const send: Send = (call) => {
    calls.push(call);
    return (answers[call.method] ?? ok)(call);
  };
  const log = createLogger({ level: 'warn', destination: { write: (line) => void logged.push(line) } });
  const channel = await serve([createChatStreamsService({ send, log })]);
  releases.push(() => channel.close());
  const { path, requestSerialize, responseDeserialize } = ChatStreamsService.streamChat;
  let stream: ClientWritableStream<StreamChatRequest> | undefined;
  const ended = new Promise<{ failure: ServiceError | null; response?: object }>((resolve) => {
    stream = channel.client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      (failure, response) => resolve({ failure, response }),
    );
  });
  const write = (request: StreamChatRequest) => void stream?.write(request);
  return {
    write,
    end: () => void stream?.end(),
    cancel: () => stream?.cancel(),
    ended,
    calls,
    logged,
    /** Resolves once the server has received all that was sent before. */
    roundTrip: () =>
      channel.unary({ ...ChatStreamsService.streamChat, path: '/none/None' }, {}).catch(() => {}),
    names: () => calls.map(({ method }) => method),
  };
}

function spoilt(name: string, residue: string): Json {
  const method = methods.get(`chat.${name}`);
  if (method === undefined) throw new Error(`There is no chat.${name}.`);
  return spoiltBy(residue, method.request, { channel: 'C1', markdown_text: 'x' });
}

const start = { start: { message: { channel: 'C1', thread_ts: '1.1' }, buffer_size: 1 } };
const more = { append: { markdown_text: 'hello' } };

test('a message is ended if its writer leaves while Slack starts it', async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const call = await open({ 'chat.startStream': () => begun.then(ok) });
  call.write(start);
  call.write(more);
  await until(() => call.calls.length === 1);
  call.cancel();
  expect(await call.ended).toMatchObject({ failure: { details: expect.stringMatching(/cancel/i) } });
  await call.roundTrip();
  begin();
  await until(() => call.calls.length === 2);
  expect(call.calls[1]).toMatchObject({ method: 'chat.stopStream', args: { channel: 'C1', ts: '1.2' } });
  expect(call.calls[0]?.signal?.aborted ?? false).toBe(false);
  expect(call.calls[1]?.signal?.aborted).toBe(false);
  expect(call.logged).toEqual([]);
});

test('a refusal of text that was flushed by time ends the call and the message', async () => {
  const call = await open({ 'chat.appendStream': refuse('msg_blocks_too_long') });
  call.write({ start: { ...start.start, buffer_size: 1_000, flush_ms: 1 } });
  call.write(more);
  await until(() => call.calls.length === 1);
  call.write({ append: { markdown_text: 'more' } });
  expect(await call.ended).toMatchObject({
    failure: { details: expect.stringContaining('msg_blocks_too_long') },
  });
  expect(call.names()).toEqual(['chat.startStream', 'chat.appendStream', 'chat.stopStream']);
});

test('a message that cannot be ended is logged as a warning', async () => {
  const call = await open({ 'chat.stopStream': refuse('fatal_error') });
  call.write(start);
  call.write(more);
  call.end();
  expect(await call.ended).toMatchObject({ failure: { details: expect.stringContaining('fatal_error') } });
  await until(() => call.logged.length === 1);
  expect(call.logged[0]).toContain('could not be ended in Slack');
});

test.each<[string, StreamChatRequest[]]>([
  ['nothing', []],
  ['stop before start', [{ stop: {} }]],
  ['start without a message', [{ start: {} }]],
  ['start twice', [start, start]],
])('%s is refused, without a call to Slack', async (_, requests) => {
  const call = await open();
  for (const request of requests) call.write(request);
  call.end();
  expect(await call.ended).toMatchObject({ failure: { details: expect.stringContaining('start') } });
  expect(call.names()).toEqual([]);
});

test.each<[string, (residue: string) => StreamChatRequest[], string[]]>([
  ['start', (bad) => [{ start: { message: spoilt('startStream', bad) } }], []],
  [
    'append',
    (bad) => [start, more, { append: spoilt('appendStream', bad) }],
    ['chat.startStream', 'chat.stopStream'],
  ],
  [
    'stop',
    (bad) => [start, more, { stop: spoilt('stopStream', bad) }],
    ['chat.startStream', 'chat.stopStream'],
  ],
])('an invalid residue in %s ends the call and the message', async (_, requestsOf, names) => {
  const call = await open();
  for (const request of requestsOf('[[["a","b"],1]]')) call.write(request);
  call.end();
  expect(await call.ended).toMatchObject({
    failure: { code: status.INVALID_ARGUMENT, details: expect.stringContaining('havoc_residue') },
  });
  expect(call.names()).toEqual(names);
});

test('appending to a message that was ended is refused, not silently lost', async () => {
  const log = createLogger({ level: 'silent' });
  const services = [createChatStreamsService({ send: ok, log })];
  const server = await startGrpcServer({ address: '127.0.0.1:0', services, log });
  releases.push(() => server.stop(0));
  const havoc = new Havoc({ address: server.address, log: createRecordedLog() });
  releases.push(() => havoc.stop());
  const stream = havoc.slack.chatStream({ channel: 'C1', thread_ts: '1.1' });
  await stream.append({ markdown_text: 'one' });
  expect(await stream.stop()).toEqual({ channel: 'C1', ts: '1.2' });
  await expect(stream.append({ markdown_text: 'two' })).rejects.toMatchObject({
    code: 'client.chat_stream_ended',
    message: expect.stringContaining('chatStream()'),
  });
});
