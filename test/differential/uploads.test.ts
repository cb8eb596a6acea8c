import { LogLevel, WebClient } from '@slack/web-api';
import { FilesService, type UploadResponse } from '../../src/gen/havoc/v1/files.js';
import { createFilesService } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { createFiles, createSend } from '../../src/outbound/index.js';
import { createSlackCall } from '../../src/slack/index.js';
import fc from '../support/fast-check.js';
import { type Channel, serve } from '../support/grpc.js';
import { type Recorded, type RecordingSlack, startRecordingSlack } from './recording-slack.js';

// An upload is three requests. WebClient's files.uploadV2 and havoc.v1.Files must make the same ones.

const TOKEN = 'xoxb-1-2-3';

let slack: RecordingSlack;
let channel: Channel;
beforeAll(async () => {
  slack = await startRecordingSlack((side, path) =>
    path === 'files.getUploadURLExternal'
      ? { ok: true, file_id: 'F1', upload_url: slack.uploadUrl(side) }
      : { ok: true, files: [{ id: 'F1' }] },
  );
  const findToken = async () => ({ token: TOKEN, installation: { team_id: 'T1' } });
  const apiUrl = slack.apiUrl('havoc');
  const call = createSlackCall({ apiUrl });
  const observe = { answer: async () => {} };
  const send = createSend({
    report: async () => undefined,
    findToken,
    call: (request) => call(request),
    observe,
  });
  const files = createFiles({ send, findToken, apiUrl, record: () => {}, limitBytes: 1_000_000 });
  channel = await serve([createFilesService({ files, log: createLogger({ level: 'silent' }) })]);
});
afterAll(async () => {
  channel.close();
  await slack.close();
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const uploads = fc.record(
  {
    filename: text,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
    channel_id: text,
    title: text,
    initial_comment: text,
    alt_txt: text,
    snippet_type: text,
    highlight_type: text,
    blocks: fc.array(fc.record({ type: text, block_id: text }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['filename', 'bytes'] },
);

test('an upload makes the same requests with the same bytes as WebClient', async () => {
  for (const { bytes, blocks, alt_txt, ...file } of fc.sample(uploads, 40)) {
    const client = new WebClient(TOKEN, { slackApiUrl: slack.apiUrl('official'), logLevel: LogLevel.ERROR });
    await client.filesUploadV2({
      ...file,
      alt_text: alt_txt,
      ...(blocks && { blocks }),
      file: Buffer.from(bytes),
    } as Parameters<WebClient['filesUploadV2']>[0]);
    const uploaded = await upload(
      { ...file, alt_txt, length: bytes.length, blocks_json: blocks && json(blocks) },
      bytes,
    );
    expect(uploaded.file_id).toBe('F1');
    const [announced, sent, completed] = slack.take('official').map(unordered);
    const [ours, oursSent, oursCompleted] = slack.take('havoc').map(unordered);
    // WebClient says alt_text, Slack's documentation says alt_txt.
    expect(ours).toEqual(announced && renamed(announced));
    // WebClient puts the bytes into a form's field `body`, and sends its token too. Slack accepts both ways, and the
    // URL alone grants access.
    const hex = Buffer.from(bytes).toString('hex');
    expect(sent?.fields).toEqual([['body', expect.stringMatching(new RegExp(`^\\S+ \\S+ ${hex}$`))]]);
    expect(oursSent).toMatchObject({ verb: 'POST', path: sent?.path, fields: [['', hex]] });
    expect(oursSent?.headers).toMatchObject({
      type: 'application/octet-stream',
      length: String(bytes.length),
    });
    expect(oursSent?.headers.authorization).toBeUndefined();
    expect(sorted(oursCompleted)).toEqual(sorted(completed));
  }
});

/** Leaves out the form's bytes, whose content is in the fields too. */
function unordered({ form, ...request }: Recorded) {
  return request;
}

/** Returns the same request with `alt_txt`, which makes its body shorter by one byte. */
function renamed(request: Omit<Recorded, 'form'>) {
  const fields = request.fields.map(([name, value]) => [name === 'alt_text' ? 'alt_txt' : name, value]);
  const saved = request.fields.filter(([name]) => name === 'alt_text').length;
  const length = String(Number(request.headers.length) - saved);
  return { ...request, fields, headers: { ...request.headers, length } };
}

/** Sorts the fields, because their order in a form has no meaning. */
function sorted(request: Omit<Recorded, 'form'> | undefined) {
  return { ...request, fields: request?.fields.toSorted() };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function upload(start: object, bytes: Uint8Array): Promise<UploadResponse> {
  const { path, requestSerialize, responseDeserialize } = FilesService.upload;
  return new Promise((resolve, reject) => {
    const stream = channel.client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      (failure, response) => (response && !failure ? resolve(response) : reject(failure)),
    );
    stream.write({ start });
    for (let at = 0; at < bytes.length; at += 1_000) stream.write({ chunk: bytes.subarray(at, at + 1_000) });
    stream.end();
  });
}
