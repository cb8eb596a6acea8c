import type { WebClient } from '@slack/web-api';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { clientOf, errorOf } from './support/clients.js';

let local: LocalSlack;
let bot: WebClient;
let channel: string;

beforeEach(async () => {
  local = await startLocalSlack();
  bot = clientOf(local, local.botToken);
  channel = local.channel('general').id;
});
afterEach(() => local.close());

const get = (url = '', token = local.botToken) =>
  fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });

async function upload(title = 'Notes'): Promise<string> {
  const file = Buffer.from('hello');
  await bot.filesUploadV2({
    channel_id: channel,
    filename: 'notes.txt',
    title,
    initial_comment: title,
    file,
  });
  return (await bot.files.list({})).files?.at(-1)?.id ?? '';
}

test('a file that the official client uploads is shared, listed, downloaded and deleted', async () => {
  const id = await upload();
  expect(local.messages('#general')).toMatchObject([{ text: 'Notes', message: { files: [{ id }] } }]);
  const { file } = await bot.files.info({ file: id });
  expect(file).toMatchObject({ name: 'notes.txt', title: 'Notes', mimetype: 'text/plain', size: 5 });
  for (const url of [file?.url_private, file?.url_private_download]) {
    expect(await (await get(url)).text()).toBe('hello');
  }
  expect((await bot.files.list({ channel })).files).toHaveLength(1);
  await bot.files.delete({ file: id });
  expect(await errorOf(bot.files.info({ file: id }))).toBe('file_not_found');
  expect((await get(file?.url_private)).status).toBe(404);
});

test('a file is shown only to its uploader and to those who see a channel in which it is shared', async () => {
  const ana = clientOf(local, local.userToken('ana'));
  const ben = clientOf(local, local.userToken('ben'));
  const file = Buffer.from('hello');
  const place = { channel_id: local.channel('leads').id };
  await ana.filesUploadV2({ filename: 'own.txt', file });
  await ana.filesUploadV2({ ...place, filename: 'plan.txt', file });
  const [own, plan] = (await ana.files.list({})).files ?? [];
  expect([own?.name, plan?.name]).toEqual(['own.txt', 'plan.txt']);
  expect((await ben.files.list({})).files).toMatchObject([{ name: 'plan.txt' }]);
  expect((await bot.files.list({})).files).toEqual([]);
  expect(await errorOf(ben.files.info({ file: own?.id ?? '' }))).toBe('file_not_found');
  expect(await errorOf(bot.files.info({ file: plan?.id ?? '' }))).toBe('file_not_found');
  expect((await get(plan?.url_private, local.userToken('ben'))).status).toBe(200);
  expect((await get(plan?.url_private)).status).toBe(404);
});

test('a file does not tell of channels that the viewer cannot see', async () => {
  const ana = clientOf(local, local.userToken('ana'));
  const chika = clientOf(local, local.userToken('chika'));
  const leads = local.channel('leads').id;
  const { upload_url = '', file_id = '' } = await ana.files.getUploadURLExternal({
    filename: 'a',
    length: 5,
  });
  await fetch(upload_url, { method: 'POST', body: 'hello' });
  await ana.apiCall('files.completeUploadExternal', {
    files: [{ id: file_id }],
    channels: `${channel},${leads}`,
  });
  expect((await ana.files.info({ file: file_id })).file?.channels).toEqual([channel, leads]);
  expect((await chika.files.info({ file: file_id })).file?.channels).toEqual([channel]);
  expect((await chika.files.list({ channel: leads })).files).toEqual([]);
  expect(JSON.stringify(await chika.conversations.history({ channel }))).not.toContain(leads);
});

test('only its user can complete an upload', async () => {
  const ana = clientOf(local, local.userToken('ana'));
  const { upload_url = '', file_id = '' } = await ana.files.getUploadURLExternal({
    filename: 'a',
    length: 5,
  });
  await fetch(upload_url, { method: 'POST', body: 'hello' });
  const files: [{ id: string }] = [{ id: file_id }];
  expect(await errorOf(bot.files.completeUploadExternal({ files }))).toBe('file_not_found');
  expect((await ana.files.completeUploadExternal({ files })).ok).toBe(true);
});

test('the app receives a shared file as a message with files', async () => {
  await upload();
  const [message] = local.pushes({ name: 'message' });
  expect(message?.body.event).toMatchObject({
    type: 'message',
    subtype: 'file_share',
    text: 'Notes',
    files: [{ name: 'notes.txt' }],
  });
});

test('a file without an extension has the type binary', async () => {
  const { upload_url = '', file_id = '' } = await bot.files.getUploadURLExternal({
    filename: 'README',
    length: 5,
  });
  await fetch(upload_url, { method: 'POST', body: 'hello' });
  await bot.files.completeUploadExternal({ files: [{ id: file_id }] });
  expect((await bot.files.info({ file: file_id })).file).toMatchObject({
    filetype: 'binary',
    mimetype: 'application/octet-stream',
  });
});

test('a request for a file without a valid token is redirected', async () => {
  const { file } = await bot.files.info({ file: await upload() });
  const response = await get(file?.url_private, 'xoxb-wrong');
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toContain('/?redir=');
});

test('an upload can be completed only after all its bytes arrived', async () => {
  const announced = await bot.files.getUploadURLExternal({ filename: 'a.txt', length: 5 });
  const files: [{ id: string }] = [{ id: announced.file_id ?? '' }];
  expect(await errorOf(bot.files.completeUploadExternal({ files }))).toBe('file_not_found');
  const put = (body: string) => fetch(announced.upload_url ?? '', { method: 'POST', body });
  expect((await put('four')).status).toBe(400);
  expect((await put('fives')).status).toBe(200);
  expect((await bot.files.completeUploadExternal({ files })).files).toMatchObject([{ title: 'a.txt' }]);
});

test('a streamed message grows until the stream stops', async () => {
  const { ts: thread_ts = '' } = await bot.chat.postMessage({ channel, text: 'ask' });
  const recipient = { recipient_user_id: local.user('ana').id, recipient_team_id: local.team.id };
  expect(await errorOf(bot.chat.startStream({ channel, thread_ts }))).toBe('missing_recipient_user_id');
  const stream = bot.chatStream({ channel, thread_ts, ...recipient, buffer_size: 1 });
  await stream.append({ markdown_text: 'one ' });
  await stream.append({ markdown_text: 'two' });
  await stream.stop({ markdown_text: '!' });
  expect(local.messages('#general').at(-1)).toMatchObject({ text: 'one two!' });
  const ts = stream.ts ?? '';
  expect(await errorOf(bot.chat.appendStream({ channel, ts, markdown_text: 'x' }))).toBe(
    'message_not_in_streaming_state',
  );
  expect(
    await errorOf(
      bot.chat.startStream({ channel, thread_ts, ...recipient, markdown_text: 'x'.repeat(12_001) }),
    ),
  ).toBe('msg_too_long');
});

/** Uploads a file with plain method calls, like the SDKs of other languages. */
async function uploadWith(announcement: object, completion: object): Promise<string> {
  const call = { filename: 'photo.png', length: 5, ...announcement };
  const { upload_url, file_id } = Object(await bot.apiCall('files.getUploadURLExternal', call));
  await fetch(String(upload_url), { method: 'POST', body: 'hello' });
  await bot.apiCall('files.completeUploadExternal', { files: [{ id: file_id }], ...completion });
  return String(file_id);
}

test.each([
  ['alt_txt, as Slack documents it', { alt_txt: 'a bridge' }],
  ["alt_text, as Node's SDK sends it", { alt_text: 'a bridge' }],
])('the alternative text of a file is accepted as %s, and returned as alt_txt', async (_how, given) => {
  const file = await uploadWith(given, { channel_id: channel });
  const info = (await bot.files.info({ file })).file;
  expect(info).toMatchObject({ alt_txt: 'a bridge' });
  expect(info).not.toHaveProperty('alt_text');
  expect(local.messages('#general')).toMatchObject([{ message: { files: [{ alt_txt: 'a bridge' }] } }]);
});

test('an alternative text of more than 1,000 characters is refused', async () => {
  const announced = bot.files.getUploadURLExternal({ filename: 'a', length: 1, alt_text: 'x'.repeat(1_001) });
  expect(await errorOf(announced)).toBe('alt_txt_too_large');
});

test('a file can be shared with blocks in several channels at once', async () => {
  const random = local.channel('random').id;
  await bot.conversations.join({ channel: random });
  const blocks = [{ type: 'divider' }];
  const file = await uploadWith({}, { channels: `${channel},${random}`, blocks: JSON.stringify(blocks) });
  expect((await bot.files.info({ file })).file?.channels).toEqual([channel, random]);
  for (const name of ['#general', '#random'])
    expect(local.messages(name)).toMatchObject([{ message: { files: [{ id: file }], blocks } }]);
});

test('blocks are ignored if there is a comment', async () => {
  const blocks = JSON.stringify([{ type: 'divider' }]);
  await uploadWith({}, { channel_id: channel, initial_comment: 'Look', blocks });
  const [posted] = local.messages('#general');
  expect(posted?.text).toBe('Look');
  expect(JSON.stringify(posted?.message.blocks ?? [])).not.toContain('divider');
});
