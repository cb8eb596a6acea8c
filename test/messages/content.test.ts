import {
  contentOf,
  isShownAsSent,
  replacementArgs,
  sameContent,
  updatedContent,
} from '../../src/messages/content.js';

test('takes the content of a message from the arguments', () => {
  const args = {
    channel: 'C1',
    text: 'a',
    blocks: [],
    thread_ts: '1',
    metadata: null,
    attachments: undefined,
  };
  expect(contentOf(args)).toEqual({ text: 'a', blocks: [] });
});

test('converts content to the form that Slack shows', () => {
  const given = {
    text: 5,
    blocks: '[{"type":"divider"}]',
    attachments: 'no JSON',
    metadata: '{"event_type":"x"}',
  };
  const shown = {
    text: '5',
    blocks: [{ type: 'divider' }],
    attachments: 'no JSON',
    metadata: { event_type: 'x' },
  };
  expect(contentOf(given)).toEqual(shown);
  expect(isShownAsSent(contentOf(given), shown)).toBe(true);
});

test('empties fields that are null, like those that are left out', () => {
  const before = { blocks: [{}], attachments: [{}] };
  expect(replacementArgs(before, { text: 'a', blocks: null, parse: null })).toEqual({
    text: 'a',
    blocks: [],
    attachments: [],
  });
});

test.each([
  [{ text: 'a', blocks: [{ type: 'divider' }] }, { text: 'b' }, { text: 'b', blocks: [{ type: 'divider' }] }],
  [{ text: 'a', blocks: [{ type: 'divider' }] }, { blocks: [] }, { text: 'a', blocks: [] }],
  [{ markdown_text: 'a' }, { text: 'b' }, { text: 'b' }],
  [{ text: 'a' }, { markdown_text: 'b' }, { markdown_text: 'b' }],
])('%j, updated with %j, becomes %j', (before, given, after) => {
  expect(updatedContent(before, given)).toEqual(after);
});

test.each([
  [
    'the fields that Slack would keep',
    { blocks: [{}], attachments: [{}], metadata: { event_type: 'x' } },
    { text: 'a' },
    { text: 'a', blocks: [], attachments: [], metadata: {} },
  ],
  ['no other fields', { text: 'x', blocks: [] }, { text: 'a', channel: 'C1', thread_ts: '1' }, { text: 'a' }],
  [
    'the new blocks',
    { blocks: [{}] },
    { text: 'a', blocks: [{ type: 'divider' }] },
    { text: 'a', blocks: [{ type: 'divider' }] },
  ],
])('a replacing update sets %s', (_, before, args, expected) => {
  expect(replacementArgs(before, args)).toEqual(expected);
});

test.each([
  [{ text: 'a', blocks: [{ a: 1, b: 2 }] }, { blocks: [{ b: 2, a: 1 }], text: 'a' }, true],
  [{ text: 'a' }, { text: 'a', blocks: [], metadata: {} }, true],
  [{ text: 'a' }, { text: 'b' }, false],
  [{ blocks: [1, 2] }, { blocks: [2, 1] }, false],
  [{ text: '' }, {}, false],
])('%j and %j have the same content: %s', (one, other, expected) => {
  expect(sameContent(one, other)).toBe(expected);
  expect(sameContent(other, one)).toBe(expected);
});

test.each([
  [{ text: 'a' }, { text: 'a', blocks: [{}] }, true],
  [{ blocks: [{ type: 'divider' }] }, { text: '', blocks: [{ type: 'divider', block_id: 'x' }] }, true],
  [{ blocks: [{ type: 'divider' }] }, { blocks: [] }, false],
  [{ blocks: [{ type: 'divider' }] }, {}, false],
  [{ text: 'a' }, { text: 'b' }, false],
  [{ metadata: { a: 1 } }, { metadata: 'x' }, false],
])('%j is shown by %j: %s', (sent, shown, expected) => {
  expect(isShownAsSent(sent, shown)).toBe(expected);
});

test('compares content that is nested deeper than the call stack allows', () => {
  const nested = (innermost: string) =>
    JSON.parse(`${'['.repeat(10_000)}"${innermost}"${']'.repeat(10_000)}`);
  expect(sameContent({ blocks: nested('a') }, { blocks: nested('a') })).toBe(true);
  expect(sameContent({ blocks: nested('a') }, { blocks: nested('b') })).toBe(false);
});
