import { createChatStream } from '../../src/outbound/chat-stream.js';

type Args = Record<string, unknown>;

/** Slack with these refusals, one a call of the method, and a timer that a test lets run out. */
function setUp(
  refusals: Record<string, (string | undefined)[]> = {},
  options: { start?: Args; bufferSize?: number } = {},
) {
  const calls: [method: string, args: Args][] = [];
  const timers: { run: () => void; ms: number; isStopped: boolean }[] = [];
  const stream = createChatStream({
    start: { channel: 'C1' },
    ...options,
    flushMs: 700,
    async call(method, args) {
      calls.push([method, args]);
      const error = refusals[method]?.shift();
      return { ok: !error, ...(error && { error }), status: 200, body: { ok: !error, ts: '1.2' } };
    },
    startTimer(run, ms) {
      const timer = { run, ms, isStopped: false };
      timers.push(timer);
      return () => {
        timer.isStopped = true;
      };
    },
  });
  const running = () => timers.filter(({ isStopped }) => !isStopped);
  return { stream, calls, running, names: () => calls.map(([method]) => method.replace('chat.', '')) };
}

const place = { channel: 'C1', ts: '1.2' };
const said = (text: string) => ({ type: 'markdown_text', text });
const task = (id: string) => ({ type: 'task_update', id });

test('little text waits for more, and then for its time', async () => {
  const { stream, calls, running } = setUp();
  await stream.append({ markdown_text: 'Hel' });
  await stream.append({ markdown_text: 'lo' });
  expect(calls).toEqual([]);
  expect(running()).toMatchObject([{ ms: 700 }]);
  running()[0]?.run();
  await stream.append({});
  expect(calls).toEqual([['chat.startStream', { channel: 'C1', chunks: [said('Hello')] }]]);
  expect(running()).toEqual([]);
});

test('enough text goes at once, and leaves no timer', async () => {
  const { stream, calls, running } = setUp({}, { bufferSize: 4 });
  await stream.append({ markdown_text: 'abc' });
  await stream.append({ markdown_text: 'd' });
  await stream.append({ markdown_text: 'efgh' });
  expect(calls).toEqual([
    ['chat.startStream', { channel: 'C1', chunks: [said('abcd')] }],
    ['chat.appendStream', { ...place, chunks: [said('efgh')] }],
  ]);
  expect(running()).toEqual([]);
});

test('no size holds more back than Slack takes at once', async () => {
  const { stream, calls } = setUp({}, { bufferSize: 4_000_000 });
  await stream.append({ markdown_text: 'x'.repeat(12_000) });
  expect(calls).toHaveLength(1);
});

test('what is said stays in its order, chunks and all', async () => {
  const start = { channel: 'C1', markdown_text: 'a', chunks: [task('1')] };
  const { stream, calls } = setUp({}, { start });
  await stream.append({ markdown_text: 'b', chunks: [task('2')] });
  await stream.append({ markdown_text: 'c' });
  await stream.stop({ markdown_text: 'd', chunks: [task('3')], blocks: [] });
  expect(calls).toEqual([
    ['chat.startStream', { channel: 'C1', chunks: [said('a'), task('1')] }],
    ['chat.appendStream', { ...place, chunks: [said('b'), task('2')] }],
    ['chat.stopStream', { ...place, chunks: [said('cd'), task('3')], blocks: [] }],
  ]);
});

test.each<[string, Args, unknown[]]>([
  ['a number as its text', { markdown_text: 5 }, [said('5')]],
  ['a boolean as its text', { markdown_text: false }, [said('false')]],
  ['an object as JSON', { markdown_text: { toString: 1 } }, [said('{"toString":1}')]],
  ['null as nothing', { markdown_text: null, chunks: [task('1')] }, [task('1')]],
  ['chunks in JSON', { chunks: JSON.stringify([task('1'), task('2')]) }, [task('1'), task('2')]],
  ['chunks that are no list', { chunks: task('1') }, [task('1')]],
  ['chunks that are no JSON', { chunks: 'x' }, ['x']],
])('%s is said', async (_, args, chunks) => {
  const { stream, calls } = setUp({}, { bufferSize: 1 });
  await stream.append(args);
  expect(calls).toEqual([['chat.startStream', { channel: 'C1', chunks }]]);
});

test('other arguments go with what they came with, and never to another message', async () => {
  const { stream, calls } = setUp({}, { bufferSize: 2 });
  await stream.append({ markdown_text: 'a', one: 1, channel: 'C2', ts: '9.9' });
  await stream.append({ markdown_text: `b${'x'.repeat(12_000)}`, two: null });
  await stream.append({ three: 3 });
  await stream.stop({ four: 4 });
  expect(calls.map(([method, { chunks, ...others }]) => [method, others])).toEqual([
    ['chat.startStream', { channel: 'C1' }],
    ['chat.appendStream', { ...place, one: 1, two: null }],
    ['chat.stopStream', { ...place, three: 3, four: 4 }],
  ]);
});

test('long text goes in pieces, none of which ends within a character', async () => {
  const { stream, calls } = setUp();
  const text = `${'x'.repeat(11_999)}🙂${'y'.repeat(13_000)}`;
  await stream.append({ markdown_text: text });
  await stream.stop();
  const pieces = calls.flatMap(([, { chunks = [] }]) => chunks as { text: string }[]);
  expect(pieces.map(({ text: piece }) => piece.length)).toEqual([11_999, 12_000, 1_002]);
  expect(pieces.map(({ text: piece }) => piece).join('')).toBe(text);
});

test('a message of which nothing was said is begun and ended', async () => {
  const { stream, calls } = setUp();
  expect(await stream.stop()).toMatchObject(place);
  expect(calls).toEqual([
    ['chat.startStream', { channel: 'C1' }],
    ['chat.stopStream', place],
  ]);
});

test('what failed while nobody waited fails what comes next', async () => {
  const { stream, running, names } = setUp({ 'chat.startStream': ['channel_not_found'] });
  await stream.append({ markdown_text: 'a' });
  running()[0]?.run();
  const refusal = { name: 'SlackRefusal', answer: { error: 'channel_not_found' } };
  await expect(stream.failure).rejects.toMatchObject(refusal);
  await expect(stream.append({ markdown_text: 'x'.repeat(300) })).rejects.toMatchObject(refusal);
  await expect(stream.stop()).rejects.toMatchObject(refusal);
  await stream.abandon();
  expect(names()).toEqual(['startStream']);
});

describe('a message that is abandoned', () => {
  test('is ended, with what was gathered', async () => {
    const { stream, calls, running } = setUp({}, { bufferSize: 2 });
    await stream.append({ markdown_text: 'ab' });
    await stream.append({ markdown_text: 'c' });
    await stream.abandon();
    expect(calls.at(-1)).toEqual(['chat.stopStream', { ...place, chunks: [said('c')] }]);
    expect(running()).toEqual([]);
  });

  test.each([
    ['the last text', {}, { 'chat.stopStream': ['msg_too_long'] }, { markdown_text: 'c' }],
    ['the blocks of its end', { blocks: [{}] }, { 'chat.stopStream': ['invalid_blocks'] }, {}],
    ['a piece', {}, { 'chat.appendStream': ['rate_limited'] }, { markdown_text: 'x'.repeat(13_000) }],
  ])('is ended even though Slack refused %s', async (_, args, refusals, more) => {
    const { stream, calls } = setUp(refusals, { bufferSize: 2 });
    await stream.append({ markdown_text: 'ab' });
    await expect(stream.stop({ ...args, ...more })).rejects.toMatchObject({ name: 'SlackRefusal' });
    await stream.abandon();
    expect(calls.at(-1)).toEqual(['chat.stopStream', place]);
  });

  test('is ended even though Slack refuses what was gathered', async () => {
    const { stream, calls } = setUp({ 'chat.stopStream': ['msg_too_long'] }, { bufferSize: 2 });
    await stream.append({ markdown_text: 'ab' });
    await stream.append({ markdown_text: 'c' });
    await stream.abandon();
    expect(calls.slice(1)).toEqual([
      ['chat.stopStream', { ...place, chunks: [said('c')] }],
      ['chat.stopStream', place],
    ]);
  });

  test('is left alone where it was ended, or never begun', async () => {
    const { stream, names } = setUp();
    await stream.abandon();
    expect(names()).toEqual([]);
    await stream.stop();
    await stream.abandon();
    expect(names()).toEqual(['startStream', 'stopStream']);
  });
});
