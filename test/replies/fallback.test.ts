import { createFallback, type FallbackOptions } from '../../src/replies/index.js';

const OPTIONS: FallbackOptions = {
  commandText: 'A moment…',
  view: 'close',
  viewText: 'It takes long.',
  viewBlock: undefined,
};
const inputs = [{ type: 'divider' }, { type: 'input', block_id: 'a' }, { type: 'input', block_id: 'b' }];
const submission = (blocks: object[], type = 'modal') => ({
  type: 'view_submission',
  view: { id: 'V1', type, title: { type: 'plain_text', text: 'Poll' }, blocks, hash: '1.a' },
});
const errors = (block: string) => ({ response_action: 'errors', errors: { [block]: 'It takes long.' } });
const waiting = {
  response_action: 'update',
  view: {
    type: 'modal',
    title: { type: 'plain_text', text: 'Poll' },
    blocks: [{ type: 'section', text: { type: 'plain_text', text: 'It takes long.' } }],
  },
};

function answered(kind: string, body: object, change: Partial<FallbackOptions> = {}): unknown {
  const answer = createFallback({ ...OPTIONS, ...change })(kind, { ...body }).toString();
  return answer === '' ? '' : JSON.parse(answer);
}

test.each([
  ['command', { response_type: 'ephemeral', text: 'A moment…' }],
  ['block_suggestion', { options: [] }],
  ['dialog_suggestion', { options: [] }],
  ['dialog_submission', ''],
  ['interactive_message', ''],
  ['view_submission', ''],
])('%s', (kind, answer) => {
  expect(answered(kind, {})).toEqual(answer);
});

test.each([
  ['closes', {}, inputs, ''],
  ['shows an error on its first input', { view: 'error' as const }, inputs, errors('a')],
  ['shows it on the named one', { view: 'error' as const, viewBlock: 'b' }, inputs, errors('b')],
  [
    'shows it on the first input if none has that name',
    { view: 'error' as const, viewBlock: 'z' },
    inputs,
    errors('a'),
  ],
  [
    'is replaced by a waiting view if it has no input for the error',
    { view: 'error' as const },
    [{ type: 'divider' }],
    waiting,
  ],
  ['is replaced by a waiting view', { view: 'update' as const }, inputs, waiting],
])('a view %s', (_what, change, blocks, answer) => {
  expect(answered('view_submission', submission(blocks), change)).toEqual(answer);
});

test.each([[submission(inputs, 'home')], [{ type: 'view_submission' }], [{ view: null }], [{ view: 'x' }]])(
  'a view that is not a modal gets an empty answer: %j',
  (body) => {
    expect(answered('view_submission', body, { view: 'error' })).toBe('');
  },
);
