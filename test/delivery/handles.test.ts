import { compileHandles, factsOf } from '../../src/delivery/handles.js';

const mention = factsOf('event', { event: { type: 'app_mention' } });
const edit = factsOf('event', { event: { type: 'message', subtype: 'message_changed' } });
const poll = factsOf('command', { command: '/poll' });
const votes = factsOf('block_actions', {
  type: 'block_actions',
  actions: [
    { type: 'button', action_id: 'vote', block_id: 'lunch' },
    { type: 'static_select', action_id: 'size', block_id: 'dinner' },
  ],
});
const modal = factsOf('view_submission', { type: 'view_submission', view: { callback_id: 'edit_poll' } });
const city = factsOf('block_suggestion', { type: 'block_suggestion', action_id: 'city', block_id: 'where' });
const old = factsOf('interactive_message', { callback_id: 'old', actions: [{ type: 'button', name: 'a' }] });

const pattern = (source: string, flags = '') => ({ source, flags });

test.each([
  ['a kind', mention, [{ kind: 'event' }], true],
  ['another kind', mention, [{ kind: 'command' }], false],
  ['every kind', city, [{ kind: '*' }], true],
  ['one of several', poll, [{ kind: 'event' }, { kind: 'command' }], true],
  ['nothing at all', mention, [], false],
  [
    'an event type',
    mention,
    [{ kind: 'event', matches: [{ property: 'type', equals: 'app_mention' }] }],
    true,
  ],
  [
    'another event type',
    mention,
    [{ kind: 'event', matches: [{ property: 'type', equals: 'message' }] }],
    false,
  ],
  [
    'a subtype',
    edit,
    [{ kind: 'event', matches: [{ property: 'subtype', equals: 'message_changed' }] }],
    true,
  ],
  ['a pattern', edit, [{ kind: 'event', matches: [{ property: 'type', pattern: pattern('^mess') }] }], true],
  [
    'a pattern with flags',
    poll,
    [{ kind: 'command', matches: [{ property: 'command', pattern: pattern('POLL', 'gi') }] }],
    true,
  ],
  [
    'a pattern that does not match',
    poll,
    [{ kind: 'command', matches: [{ property: 'command', pattern: pattern('^poll') }] }],
    false,
  ],
  [
    'the second action',
    votes,
    [{ kind: 'block_actions', matches: [{ property: 'action_id', equals: 'size' }] }],
    true,
  ],
  [
    'an action in its block',
    votes,
    [
      {
        kind: 'block_actions',
        matches: [
          { property: 'action_id', equals: 'vote' },
          { property: 'block_id', equals: 'lunch' },
        ],
      },
    ],
    true,
  ],
  [
    'one action with the block of another',
    votes,
    [
      {
        kind: 'block_actions',
        matches: [
          { property: 'action_id', equals: 'vote' },
          { property: 'block_id', equals: 'dinner' },
        ],
      },
    ],
    false,
  ],
  [
    'a type of action',
    votes,
    [{ kind: 'block_actions', matches: [{ property: 'action_type', equals: 'button' }] }],
    true,
  ],
  [
    'a modal',
    modal,
    [{ kind: 'view_submission', matches: [{ property: 'callback_id', equals: 'edit_poll' }] }],
    true,
  ],
  [
    'options',
    city,
    [{ kind: 'block_suggestion', matches: [{ property: 'action_id', equals: 'city' }] }],
    true,
  ],
  [
    'an attachment button',
    old,
    [{ kind: 'interactive_message', matches: [{ property: 'callback_id', equals: 'old' }] }],
    true,
  ],
])('decides if a declaration of %s matches', (_case, facts, handles, expected) => {
  expect(compileHandles(handles)(facts)).toBe(expected);
});

test.each([
  ['a declaration without a kind', [{ matches: [] }], /has no kind/],
  [
    'an unknown property',
    [{ kind: 'event', matches: [{ property: 'colour', equals: 'red' }] }],
    /unknown property 'colour'/,
  ],
  ['a match on nothing', [{ kind: 'event', matches: [{ property: 'type' }] }], /neither/],
  [
    'a broken pattern',
    [{ kind: 'event', matches: [{ property: 'type', pattern: pattern('(') }] }],
    /not a valid regular expression/,
  ],
  [
    'unknown flags',
    [{ kind: 'event', matches: [{ property: 'type', pattern: pattern('a', 'q') }] }],
    /not a valid regular expression/,
  ],
])('refuses %s', (_case, handles, message) => {
  expect(() => compileHandles(handles)).toThrow(
    expect.objectContaining({ code: 'delivery.bad_handles', message: expect.stringMatching(message) }),
  );
});
