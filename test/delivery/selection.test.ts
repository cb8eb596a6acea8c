import { isSelected, selectionOf, union } from '../../src/delivery/selection.js';
import type { Handles, Match } from '../../src/fleet/index.js';

const of = (kind: string, ...matches: Match[]): Handles => ({ kind, matches });
const event = (name: string) => ({ kind: 'event', name });

test.each<[string, Handles, object]>([
  ['a kind', { kind: 'command' }, { kinds: ['command'], names: [] }],
  ['every kind', of('*'), { kinds: ['*'], names: [] }],
  [
    'a type of event',
    of('event', { property: 'subtype', equals: 'x' }, { property: 'type', equals: 'message' }),
    { kinds: [], names: [event('message')] },
  ],
  [
    'a pattern of types',
    of('event', { property: 'type', pattern: { source: '^m' } }),
    { kinds: ['event'], names: [] },
  ],
  [
    'something else of an event',
    of('event', { property: 'subtype', equals: 'x' }),
    { kinds: ['event'], names: [] },
  ],
  [
    'a type of another kind',
    of('block_actions', { property: 'type', equals: 'button' }),
    { kinds: ['block_actions'], names: [] },
  ],
])('selects all envelopes that may be for a declaration of %s', (_case, declaration, expected) => {
  expect(selectionOf([declaration])).toEqual(expected);
});

test.each([
  ['every kind', { kinds: ['*'], names: [] }, true],
  ['its kind', { kinds: ['event'], names: [] }, true],
  ['its name', { kinds: [], names: [event('message')] }, true],
  ['another kind', { kinds: ['command'], names: [] }, false],
  ['another name', { kinds: [], names: [event('app_mention')] }, false],
  ['its name of another kind', { kinds: [], names: [{ kind: 'command', name: 'message' }] }, false],
  ['nothing', { kinds: [], names: [] }, false],
])('a message is selected by %s: %s', (_case, selection, expected) => {
  expect(isSelected(selection, event('message'))).toBe(expected);
});

test('the union contains what any of the selections contains', () => {
  const one = { kinds: ['command'], names: [event('message')] };
  const other = { kinds: ['shortcut'], names: [event('app_mention')] };
  expect(union([one, other])).toEqual({
    kinds: ['command', 'shortcut'],
    names: [event('message'), event('app_mention')],
  });
  expect(union([])).toEqual({ kinds: [], names: [] });
});
