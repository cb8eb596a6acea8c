import { createLogger } from '../../src/log/index.js';
import { createReplyLate, type ReplyLateOptions } from '../../src/replies/index.js';

const input = { type: 'input', block_id: 'name', element: { type: 'plain_text_input', action_id: 'a' } };
const title = { type: 'plain_text', text: 'Poll' };
const text = (said: string) => ({ type: 'section', text: { type: 'plain_text', text: said } });
const line = (said: string) => ({ type: 'context', elements: [{ type: 'plain_text', text: `⚠️ ${said}` }] });
const OVER = text('This took longer than Slack waits. You can close this window.');
const next = { type: 'modal', title, blocks: [text('Next')] };

function submission(blocks: object[] = [input]) {
  return {
    team: { id: 'T1' },
    trigger_id: '1.2',
    view: { id: 'V1', hash: '1.a', type: 'modal', title, blocks, app_installed_team_id: 'T2' },
  };
}

async function reply(
  kind: string,
  payload: object,
  answer: unknown,
  change: Partial<ReplyLateOptions> & { error?: string } = {},
) {
  const calls: unknown[] = [];
  const late: string[] = [];
  const done: string[] = [];
  const { error, ...options } = change;
  const replyLate = createReplyLate({
    respond: async (url, json) => void calls.push([url, JSON.parse(Buffer.from(json).toString())]),
    send: async ({ method, args, target }) => {
      done.push(method);
      calls.push([method, args, target.team_id]);
      return { ok: error === undefined, error, status: 200, body: {} };
    },
    viewFallback: 'close',
    onLate: (of, outcome) => void late.push(`${of} ${outcome}`),
    log: createLogger({ level: 'silent' }),
    sleep: async (ms) => void done.push(`${ms} ms`),
    ...options,
  });
  const json = Buffer.from(answer === undefined ? '' : JSON.stringify(answer));
  await replyLate({ id: '1', kind, payload: Buffer.from(JSON.stringify(payload)) }, json);
  return { calls, late, done };
}

test.each(['command', 'interactive_message'])(
  'a late reply to a %s goes to its response_url',
  async (kind) => {
    const { calls, late } = await reply(kind, { response_url: 'https://r' }, { text: 'Hi', blocks: [] });
    expect(calls).toEqual([['https://r', { text: 'Hi', blocks: [] }]]);
    expect(late).toEqual([`${kind} applied`]);
  },
);

test('the late errors of a dialog are sent as a message', async () => {
  const errors = [{ name: 'title', error: 'Too short' }];
  const { calls } = await reply('dialog_submission', { response_url: 'https://r' }, { errors });
  expect(calls).toEqual([['https://r', { response_type: 'ephemeral', text: 'title: Too short' }]]);
  expect(await reply('dialog_submission', { response_url: 'https://r' }, {})).toMatchObject({ calls: [] });
});

test.each(['block_suggestion', 'dialog_suggestion'])(
  'a late reply to a %s is dropped, and counted',
  async (kind) => {
    expect(await reply(kind, { response_url: 'https://r' }, { options: [] })).toMatchObject({
      calls: [],
      late: [`${kind} dropped`],
    });
  },
);

test('a late reply without a response_url is dropped, and counted', async () => {
  expect(await reply('command', {}, { text: 'Hi' })).toMatchObject({ calls: [], late: ['command dropped'] });
});

test('a late reply that cannot be sent is counted, and its error is passed on', async () => {
  const late: string[] = [];
  const respond = () => Promise.reject(new Error('Slack is away'));
  const onLate = (_kind: string, outcome: string) => void late.push(outcome);
  const replying = reply('command', { response_url: 'https://r' }, { text: 'Hi' }, { respond, onLate });
  await expect(replying).rejects.toThrow('Slack is away');
  expect(late).toEqual(['dropped']);
});

test('an empty late reply does nothing, except to an open view', async () => {
  expect(await reply('command', { response_url: 'https://r' }, undefined)).toMatchObject({
    calls: [],
    late: [],
  });
  expect(await reply('view_submission', submission(), undefined)).toMatchObject({ calls: [], late: [] });
});

test.each(['errors', 'update', 'push', 'clear'])(
  '%s to a view that was closed is dropped',
  async (action) => {
    const answer = { response_action: action, view: next, errors: { name: 'Too short' } };
    expect(await reply('view_submission', submission(), answer)).toMatchObject({
      calls: [],
      late: ['view_submission dropped'],
    });
  },
);

describe('to a view that is open with an error', () => {
  const open = { viewFallback: 'error' as const };
  const update = (view: unknown) => [['views.update', { view_id: 'V1', view, hash: '1.a' }, 'T2']];

  test.each([
    [
      'errors are shown in it',
      { response_action: 'errors', errors: { name: 'Short' } },
      [input, line('Short')],
    ],
    ['an update replaces it', { response_action: 'update', view: next }, next.blocks],
    ['a clear makes it say that it can be closed', { response_action: 'clear' }, [OVER]],
    ['an empty reply does the same', {}, [OVER]],
    ['an end without a reply does the same', undefined, [OVER]],
  ])('%s', async (_what, answer, blocks) => {
    const { calls, late, done } = await reply('view_submission', submission(), answer, open);
    expect(calls).toEqual(update({ type: 'modal', title, blocks }));
    expect(late).toEqual(['view_submission applied']);
    // It comes after the fallback.
    expect(done).toEqual(['500 ms', 'views.update']);
  });

  test('a push is tried at once, while the trigger may be valid', async () => {
    const answer = { response_action: 'push', view: next };
    expect(await reply('view_submission', submission(), answer, open)).toEqual({
      calls: [['views.push', { trigger_id: '1.2', view: next }, 'T2']],
      late: ['view_submission applied'],
      done: ['views.push'],
    });
  });

  test.each(['hash_conflict', 'not_found', 'expired_trigger_id'])(
    'a late reply that Slack refuses with %s is dropped',
    async (error) => {
      const answer = { response_action: 'update', view: next };
      const { late } = await reply('view_submission', submission(), answer, { ...open, error });
      expect(late).toEqual(['view_submission dropped']);
    },
  );

  test('errors for which the view has no room are dropped', async () => {
    const full = submission(Array(100).fill(input));
    const answer = { response_action: 'errors', errors: { name: 'Short' } };
    expect(await reply('view_submission', full, answer, open)).toMatchObject({
      calls: [],
      late: ['view_submission dropped'],
    });
  });
});

describe.each([
  ['that a waiting view has replaced', 'update' as const, submission()],
  ['without an input for an error', 'error' as const, submission([{ type: 'divider' }])],
])('to a view %s', (_what, viewFallback, payload) => {
  test.each([
    ['a push becomes an update', { response_action: 'push', view: next }, next.blocks],
    ['an update stays one', { response_action: 'update', view: next }, next.blocks],
    ['an end says that it can be closed', undefined, [OVER]],
  ])('%s, even if the view has changed meanwhile', async (_case, answer, blocks) => {
    const { calls } = await reply('view_submission', payload, answer, { viewFallback });
    expect(calls).toEqual([
      ['views.update', { view_id: 'V1', view: { type: 'modal', title, blocks } }, 'T2'],
    ]);
  });

  test('errors restore the submitted view, with one line each', async () => {
    const answer = { response_action: 'errors', errors: { nowhere: 'Short' } };
    const { calls } = await reply('view_submission', payload, answer, { viewFallback });
    const view = { type: 'modal', title, blocks: [line('Short'), ...payload.view.blocks] };
    expect(calls).toEqual([['views.update', { view_id: 'V1', view }, 'T2']]);
  });
});
