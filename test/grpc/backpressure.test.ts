import { Havoc } from '../../src/client/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { FilesService } from '../../src/gen/havoc/v1/files.js';
import {
  createApiService,
  createFilesService,
  createSlackServices,
  startGrpcServer,
} from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { createFiles, type Files, type Send } from '../../src/outbound/index.js';
import { createRecordedLog } from '../client/recorded-log.js';
import { serve } from '../support/grpc.js';

const log = createLogger({ level: 'silent' });
const PIECE = Buffer.alloc(64 * 1024, 'x');
const TOTAL_BYTES = 64 * 1024 * 1024;
/** The most bytes that all buffers between the two ends may hold together. */
const MOST_AHEAD_BYTES = 12 * 1024 * 1024;

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** Creates the files of one installation, with these two functions in place of Slack. */
const filesThrough = (send: Send, fetch: typeof globalThis.fetch, idleMs = 60_000) =>
  createFiles({
    send,
    findToken: async () => ({ token: 'xoxb-1', installation: { team_id: 'T1' } }),
    apiUrl: 'https://slack.com/api/',
    record: () => {},
    limitBytes: TOTAL_BYTES,
    fetch,
    idleMs,
  });

/** Connects a client to real services. `fetch` and the answers to methods stand in for Slack. */
async function setUp(fetch: typeof globalThis.fetch, page: object = {}) {
  const asked: string[] = [];
  const send: Send = async ({ method }) => {
    asked.push(method);
    const next_cursor = String(asked.length);
    const upload = { upload_url: 'https://files.slack.com/upload', file_id: 'F1', files: [{ id: 'F1' }] };
    return {
      ok: true,
      status: 200,
      body: { ok: true, response_metadata: { next_cursor }, ...upload, ...page },
    };
  };
  const files = filesThrough(send, fetch);
  const services = [
    createApiService({ send, methods, log }),
    createFilesService({ files, log }),
    ...createSlackServices({ send, methods, log }),
  ];
  const server = await startGrpcServer({ address: '127.0.0.1:0', services, log });
  releases.push(() => server.stop(0));
  const havoc = new Havoc({ address: server.address, log: createRecordedLog() });
  releases.push(() => havoc.stop());
  const { slack } = havoc;
  return {
    slack,
    asked: (method: string) => asked.filter((one) => one === method).length,
    /** Makes 100 calls, which give a sender without backpressure the time to run ahead. */
    async dawdle() {
      for (let trips = 0; trips < 100; trips++) await slack.call('auth.test');
    },
  };
}

async function* bodyOf({ body }: RequestInit = {}): AsyncGenerator<Uint8Array> {
  yield* body as AsyncIterable<Uint8Array>;
}

const noFetch: typeof fetch = async () => new Response(null, { status: 500 });

test('a reader that stops pauses the download', async () => {
  let givenBytes = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        givenBytes += PIECE.byteLength;
        controller.enqueue(PIECE);
        if (givenBytes >= TOTAL_BYTES) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const { slack, dawdle } = await setUp(async () => new Response(body));
  const file = await slack.files.download({ url: 'https://files.slack.com/a' });
  await dawdle();
  expect(givenBytes).toBeLessThan(MOST_AHEAD_BYTES);
  let sizeBytes = 0;
  for await (const chunk of file) {
    sizeBytes += chunk.byteLength;
    expect(givenBytes - sizeBytes).toBeLessThan(MOST_AHEAD_BYTES);
  }
  expect(sizeBytes).toBe(TOTAL_BYTES);
});

test('a Slack that stops reading pauses the upload', async () => {
  let takenBytes = 0;
  let goOn = () => {};
  const going = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { slack, dawdle } = await setUp(async (_, init) => {
    for await (const chunk of bodyOf(init)) {
      takenBytes += chunk.byteLength;
      await going;
    }
    return new Response('OK');
  });
  let givenBytes = 0;
  async function* content() {
    for (; givenBytes < TOTAL_BYTES; givenBytes += PIECE.byteLength) yield PIECE;
  }
  const upload = slack.files.upload({ filename: 'a', length: TOTAL_BYTES, content: content() });
  await dawdle();
  expect(takenBytes).toBe(PIECE.byteLength);
  expect(givenBytes).toBeLessThan(MOST_AHEAD_BYTES);
  goOn();
  expect(await upload).toMatchObject({ id: 'F1' });
  expect(takenBytes).toBe(TOTAL_BYTES);
});

test('a reader that stops pauses the walk through pages, and a reader that leaves ends it', async () => {
  const members = Array.from({ length: 200 }, (_, at) => ({ id: `U${at}`, name: 'x'.repeat(1_000) }));
  const { slack, asked, dawdle } = await setUp(noFetch, { members });
  for await (const user of slack.users.list.pages()) {
    expect(user.id).toBe('U0');
    await dawdle();
    break;
  }
  const askedBytes = asked('users.list') * 200 * 1_000;
  expect(askedBytes).toBeLessThan(MOST_AHEAD_BYTES);
  await slack.call('auth.test');
  const after = asked('users.list');
  await dawdle();
  expect(asked('users.list')).toBe(after);
});

test('the rest of a failed upload is not read', async () => {
  const { slack } = await setUp(noFetch);
  let given = 0;
  async function* endless() {
    for (;;) {
      given++;
      yield PIECE;
    }
  }
  const upload = slack.files.upload({ filename: 'a', length: TOTAL_BYTES, content: endless() });
  await expect(upload).rejects.toMatchObject({ code: 'files.refused' });
  expect(given * PIECE.byteLength).toBeLessThan(TOTAL_BYTES);
});

const toUpload: Send = async () => ({
  ok: true,
  status: 200,
  body: { upload_url: 'https://files.slack.com/u' },
});

/** Sends one chunk and neither continues nor ends the upload; returns how the call ends. */
async function endOf(files: Files, chunk: Buffer): Promise<unknown> {
  const channel = await serve([createFilesService({ files, log })]);
  releases.push(async () => channel.close());
  const { path, requestSerialize, responseDeserialize } = FilesService.upload;
  return new Promise((resolve) => {
    const stream = channel.client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      resolve,
    );
    stream.write({ start: { filename: 'a', length: 2_000_000 } });
    stream.write({ chunk });
  });
}

test('a chunk that is too large is refused', async () => {
  const files = filesThrough(toUpload, async (_, init) => {
    for await (const chunk of bodyOf(init)) expect(chunk).toBeDefined();
    return new Response('OK');
  });
  const end = await endOf(files, Buffer.alloc(1024 * 1024 + 1));
  expect(end).toMatchObject({ details: expect.stringContaining('at most 1048576') });
});

test.each([
  ['Slack refuses the rest', new Response(null, { status: 500 }), 60_000, 'HTTP 500'],
  ['the transfer has stalled', undefined, 50, 'The transfer made no progress'],
])('an app that stops sending learns that %s', async (_, answer, idleMs, told) => {
  const files = filesThrough(
    toUpload,
    async (_url, init) => {
      const body = bodyOf(init);
      await body.next();
      // Keep reading the body after the answer, as fetch does.
      body.next().catch(() => {});
      if (answer) return answer;
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    },
    idleMs,
  );
  expect(await endOf(files, PIECE)).toMatchObject({ details: expect.stringContaining(told) });
});
