import { findNextCursor } from '../../src/slack/index.js';

test.each([
  ['in the metadata', { response_metadata: { next_cursor: 'abc' } }],
  ['of admin.conversations.search', { next_cursor: 'abc' }],
  ['of apps.event.authorizations.list', { cursor_next: 'abc' }],
  ['at the top beside empty metadata', { response_metadata: { next_cursor: '' }, next_cursor: 'abc' }],
])('finds the cursor %s', (_, body) => {
  expect(findNextCursor(body)).toBe('abc');
});

test.each([
  ['no metadata', {}],
  ['metadata without a cursor', { response_metadata: { messages: [] } }],
  ['metadata that is null', { response_metadata: null }],
  ['an empty cursor', { response_metadata: { next_cursor: '' } }],
  ['a cursor that is no text', { response_metadata: { next_cursor: 7 } }],
])('finds none on a page with %s', (_, body) => {
  expect(findNextCursor(body)).toBeUndefined();
});
