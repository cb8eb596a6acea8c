import { retryAfterOf } from '../../src/outbound/retry-after.js';

test.each([
  ['7', { retryAfterMs: 7_000 }],
  ['0', {}],
  ['-1', {}],
  ['', {}],
  ['soon', {}],
  ['Wed, 21 Oct 2026 07:28:00 GMT', {}],
])('reads %j as %j', (said, told) => {
  expect(retryAfterOf(new Headers({ 'retry-after': said }))).toEqual(told);
});

test('returns no field without the header', () => {
  expect(retryAfterOf(new Headers())).toEqual({});
});
