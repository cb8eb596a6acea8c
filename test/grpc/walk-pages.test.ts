import { walkPages } from '../../src/grpc/walk-pages.js';
import type { Send } from '../../src/outbound/index.js';

/** Stands in for Slack with these pages, and records the requests. */
function slackWith(...pages: object[]) {
  const asked: object[] = [];
  const left = [...pages];
  const send: Send = async ({ args }) => {
    asked.push(args);
    return { ok: true, status: 200, body: { ...left.shift() } };
  };
  return { send, asked };
}

async function walk(send: Send, args: Record<string, unknown> = {}, hasLimit = false): Promise<unknown[]> {
  const pages: unknown[] = [];
  for await (const page of walkPages({ send, call: { method: 'users.list', args }, hasLimit }))
    pages.push(page);
  return pages;
}

const next = (next_cursor: unknown) => ({ response_metadata: { next_cursor } });

test('requests every page with the arguments of the first', async () => {
  const { send, asked } = slackWith(next('a'), next('b'), next(''));
  expect(await walk(send, { team_id: 'T1' }, true)).toHaveLength(3);
  const args = { team_id: 'T1', limit: 200 };
  expect(asked).toEqual([args, { ...args, cursor: 'a' }, { ...args, cursor: 'b' }]);
});

test('starts at the given cursor, with the given limit', async () => {
  const { send, asked } = slackWith(next('b'), {});
  await walk(send, { cursor: 'a', limit: 5 }, true);
  expect(asked).toEqual([
    { cursor: 'a', limit: 5 },
    { cursor: 'b', limit: 5 },
  ]);
});

test('keeps to the limit of the method', async () => {
  const { send, asked } = slackWith({});
  const walk = walkPages({ send, call: { method: 'admin.conversations.search', args: {} }, hasLimit: true });
  await walk.next();
  expect(asked).toEqual([{ limit: 20 }]);
});

test.each([
  ['that is missing', {}],
  ['of another type', next(7)],
  ['that is null', { response_metadata: null }],
])('a cursor %s ends the walk', async (_, page) => {
  const { send } = slackWith(page, page);
  expect(await walk(send)).toHaveLength(1);
});

test('a cursor at the top counts too, and a repeated cursor ends the walk', async () => {
  const { send } = slackWith({ next_cursor: 'a' }, next('b'), next('a'), next('c'));
  expect(await walk(send)).toHaveLength(3);
});

test('a refusal ends the walk, after the pages before it', async () => {
  const answers = [next('a'), undefined];
  const send: Send = async () => {
    const body = answers.shift();
    return body
      ? { ok: true, status: 200, body }
      : { ok: false, status: 200, error: 'fatal_error', body: { ok: false } };
  };
  const pages: unknown[] = [];
  const walking = async () => {
    const call = { method: 'users.list', args: {} };
    for await (const page of walkPages({ send, call, hasLimit: false })) pages.push(page);
  };
  await expect(walking()).rejects.toMatchObject({ name: 'SlackRefusal', answer: { error: 'fatal_error' } });
  expect(pages).toHaveLength(1);
});

describe('a page that is rate-limited', () => {
  const early = (retryAfterMs?: number) => ({
    ok: false,
    error: 'ratelimited',
    status: 429,
    body: { ok: false },
    retryAfterMs,
  });

  /** Walks through these answers; returns the requests, the waits and the failure. */
  async function walked(answers: Awaited<ReturnType<Send>>[], signal?: AbortSignal) {
    const waits: number[] = [];
    const asked: unknown[] = [];
    const send: Send = async ({ args }) => {
      asked.push(args.cursor);
      return answers.shift() ?? { ok: true, status: 200, body: {} };
    };
    const walk = walkPages({
      send,
      call: { method: 'users.list', args: {}, signal },
      hasLimit: false,
      async sleep(ms, sleeping) {
        waits.push(ms);
        sleeping?.throwIfAborted();
      },
    });
    let failure: unknown;
    try {
      for await (const page of walk) expect(page).toBeDefined();
    } catch (thrown) {
      failure = thrown;
    }
    return { waits, asked, failure };
  }

  test('is requested again after the time that Slack asks for, with its cursor', async () => {
    const first = { ok: true, status: 200, body: next('a') };
    expect(await walked([first, early(60_000), early(60_000)])).toEqual({
      waits: [60_000, 60_000],
      asked: [undefined, 'a', 'a', 'a'],
      failure: undefined,
    });
  });

  test('is requested a second later if Slack names no time', async () => {
    expect(await walked([early()])).toMatchObject({ waits: [1_000], failure: undefined });
  });

  test('fails after five minutes', async () => {
    const { waits, failure } = await walked([early(200_000), early(200_000)]);
    expect(waits).toEqual([200_000]);
    expect(failure).toMatchObject({ answer: { error: 'ratelimited', retryAfterMs: 200_000 } });
  });

  test('ends the wait when the caller leaves', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    expect(await walked([early(60_000)], gone)).toMatchObject({
      asked: [undefined],
      failure: expect.objectContaining({ message: 'gone' }),
    });
  });
});
