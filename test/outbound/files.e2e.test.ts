import { createHash, randomBytes } from 'node:crypto';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let app: ReturnType<Stack['createApp']>;
let channel: string;
beforeAll(async () => {
  stack = await startStack({ environment: { HAVOC_FILE_LIMIT_BYTES: String(8 * 1024 * 1024) } });
  app = stack.createApp();
  channel = stack.local.channel('general').id;
});
afterAll(() => stack.stop());

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function* inPieces(bytes: Buffer, sizeBytes: number) {
  for (let at = 0; at < bytes.length; at += sizeBytes) yield bytes.subarray(at, at + sizeBytes);
}

describe('files', () => {
  test('are uploaded in pieces and downloaded unchanged', async () => {
    const bytes = randomBytes(5 * 1024 * 1024 + 7);
    const file = await app.slack.files.upload({
      filename: 'noise.png',
      content: inPieces(bytes, 77_777),
      length: bytes.length,
      channel_id: channel,
      initial_comment: 'listen',
      alt_txt: 'noise',
    });
    expect(file).toMatchObject({ id: expect.stringMatching(/^F/), title: 'noise.png', size: bytes.length });
    const shared = stack.local.messages('general').find(({ text }) => text === 'listen');
    expect(shared?.message.files).toMatchObject([{ id: file.id, alt_txt: 'noise' }]);

    const byId = await app.slack.files.download({ file: file.id });
    expect(byId).toMatchObject({ filename: 'noise.png', mimetype: 'image/png', length: bytes.length });
    expect(hash(await byId.bytes())).toBe(hash(bytes));
    const byUrl = await app.slack.files.download({ url: String(file.url_private) });
    expect(hash(await byUrl.bytes())).toBe(hash(bytes));
  });

  test('may be text, and private', async () => {
    const { id } = await app.slack.files.upload({
      filename: 'hello.py',
      content: 'print("hé")',
      snippet_type: 'python',
      title: 'Hello',
    });
    expect((await app.slack.files.info({ file: id })).file).toMatchObject({
      title: 'Hello',
      filetype: 'python',
    });
    expect((await (await app.slack.files.download({ file: id })).bytes()).toString()).toBe('print("hé")');
  });

  test.each([
    ['too few bytes', { content: inPieces(Buffer.alloc(10), 5), length: 11 }, 'files.too_short'],
    ['too many bytes', { content: inPieces(Buffer.alloc(10), 5), length: 9 }, 'files.too_long'],
    ['no bytes', { content: '' }, 'files.bad_length'],
    ['more bytes than the limit', { content: Buffer.alloc(9 * 1024 * 1024) }, 'files.too_large'],
    ['an unknown length', { content: inPieces(Buffer.alloc(10), 5) }, 'client.no_length'],
  ])('with %s are refused', async (_, file, code) => {
    await expect(app.slack.files.upload({ filename: 'a.txt', ...file })).rejects.toMatchObject({ code });
  });

  test('whose content throws reject with that error, and are not completed at Slack', async () => {
    async function* breaking() {
      yield Buffer.alloc(5);
      throw new Error('the disk is gone');
    }
    const upload = app.slack.files.upload({ filename: 'a.txt', content: breaking(), length: 10 });
    await expect(upload).rejects.toThrow('the disk is gone');
    await until(() => stack.local.calls('files.getUploadURLExternal').length > 0);
    expect(stack.local.calls('files.completeUploadExternal').map(({ args }) => args)).not.toContainEqual(
      expect.objectContaining({ files: expect.stringContaining('a.txt') }),
    );
  });

  test('that do not exist or are not at Slack are refused', async () => {
    await expect(app.slack.files.download({ file: 'F0NONE' })).rejects.toMatchObject({
      name: 'SlackError',
      code: 'file_not_found',
    });
    const url = 'https://files.example/secret';
    await expect(app.slack.files.download({ url })).rejects.toMatchObject({ code: 'files.bad_url' });
    await expect(app.slack.files.download({ url: '/etc/passwd' })).rejects.toMatchObject({
      code: 'files.bad_url',
    });
  });

  test('that are larger than mostBytes are refused', async () => {
    const { id } = await app.slack.files.upload({ filename: 'a.txt', content: 'abcdef' });
    const download = app.slack.files.download({ file: id, mostBytes: 5 });
    await expect(download).rejects.toMatchObject({ code: 'files.too_large' });
  });
});

describe('a chat stream', () => {
  let thread_ts: string;
  const said = () =>
    stack.local
      .messages('general')
      .find(({ message }) => message.thread_ts === thread_ts && message.ts !== thread_ts);
  beforeEach(async () => {
    thread_ts = (await app.slack.chat.postMessage({ channel, text: 'ask' })).ts ?? '';
  });
  const start = (options = {}) => {
    const recipient_user_id = stack.local.user('ana').id;
    return app.slack.chatStream({
      channel,
      thread_ts,
      recipient_user_id,
      recipient_team_id: stack.local.team.id,
      ...options,
    });
  };

  test('gathers text, sends it, and ends the message', async () => {
    const stream = start();
    for (const word of ['one ', 'two ', 'x'.repeat(300), ' three'])
      await stream.append({ markdown_text: word });
    const { ts } = await stream.stop({ markdown_text: ' end' });
    expect(said()).toMatchObject({ ts, text: `one two ${'x'.repeat(300)} three end` });
    expect(said()?.message.streaming_state).toBe('completed');
    expect(stack.local.calls('chat.startStream')).toHaveLength(1);
    expect(stack.local.calls('chat.appendStream')).toHaveLength(0);
  });

  test('sends a little text too, once flush_ms are over', async () => {
    const stream = start({ flush_ms: 10 });
    await stream.append({ markdown_text: 'thinking' });
    await until(() => said()?.text === 'thinking');
    await stream.stop();
    expect(said()?.message.streaming_state).toBe('completed');
  });

  test('sends a long text in pieces that Slack accepts', async () => {
    const stream = start();
    const text = '0123456789'.repeat(3_001);
    await stream.append({ markdown_text: text });
    await stream.stop();
    expect(said()?.text).toBe(text);
  });

  test('ends its message when it is cancelled', async () => {
    const stream = start();
    await stream.append({ markdown_text: 'y'.repeat(300) });
    await until(() => said() !== undefined);
    stream.cancel();
    await until(() => said()?.message.streaming_state === 'completed');
    expect(said()?.text).toBe('y'.repeat(300));
  });

  test('rejects with Slack’s error', async () => {
    const stream = app.slack.chatStream({ channel: 'C0NONE', thread_ts });
    await expect(stream.stop({ markdown_text: 'a' })).rejects.toMatchObject({ code: 'channel_not_found' });
  });
});

describe('pages', () => {
  test('are read to the end, item by item or page by page', async () => {
    const names: (string | undefined)[] = [];
    for await (const user of app.slack.users.list.pages({ limit: 2 })) names.push(user.name);
    expect(names.sort()).toEqual(
      stack.local
        .people()
        .map(({ name }) => name)
        .concat(['havoc'])
        .sort(),
    );
    const sizes: (number | undefined)[] = [];
    for await (const { members } of app.slack.users.list.pages({ limit: 2 }).byPage())
      sizes.push(members?.length);
    expect(sizes.slice(0, 2)).toEqual([2, 2]);
  });

  test('are requested only as they are read', async () => {
    const asked = () => stack.local.calls('users.list').length;
    const before = asked();
    for await (const user of app.slack.users.list.pages({ limit: 1 })) {
      expect(user.id).toBeDefined();
      break;
    }
    expect(asked() - before).toBeLessThanOrEqual(3);
  });

  test('reject with Slack’s error', async () => {
    const walk = async () => {
      for await (const _ of app.slack.conversations.members.pages({ channel: 'C0NONE' }));
    };
    await expect(walk()).rejects.toMatchObject({ name: 'SlackError', code: 'channel_not_found' });
  });
});

describe('a call by name', () => {
  test('takes and returns Slack’s JSON', async () => {
    const answer = await app.slack.call('chat.postMessage', { channel, text: 'by name' });
    expect(answer).toMatchObject({ ok: true, channel });
    await expect(app.slack.call('newer.method')).rejects.toMatchObject({ code: 'unknown_method' });
  });

  test.each([
    ['oauth.v2.access', 'outbound.secret_answer'],
    ['oauth.V2.Access', 'outbound.secret_answer'],
    ['../auth.test', 'slack.bad_method'],
    ['https://example.com/a.b', 'slack.bad_method'],
    ['', 'slack.bad_method'],
  ])('refuses %j', async (method, code) => {
    await expect(app.slack.call(method)).rejects.toMatchObject({ code });
  });
});
