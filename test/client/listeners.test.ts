import { findPayload } from '../../src/client/kinds.js';
import { declare, findListeners, type Want } from '../../src/client/listeners.js';
import {
  wantsAction,
  wantsCommand,
  wantsEvent,
  wantsMessage,
  wantsOptions,
  wantsShortcut,
  wantsView,
} from '../../src/client/wants.js';
import { compileHandles, factsOf } from '../../src/delivery/handles.js';
import type { Delivery } from '../../src/gen/havoc/v1/events.js';
import { aClick, aCommand, aDelivery, anEvent, aQuestion, aSubmission } from './deliveries.js';

const user = { id: 'U1' };
const payloads: Record<string, Delivery> = {
  mention: anEvent({ type: 'app_mention', user: 'U1', text: 'hi' }),
  message: anEvent({ type: 'message', user: 'U1', text: 'order 66 please', channel: 'C1' }),
  edited: anEvent({ type: 'message', subtype: 'message_changed', channel: 'C1' }),
  poll: aCommand({ command: '/poll' }),
  vote: aClick([{ type: 'button', action_id: 'vote', block_id: 'poll-7' }]),
  voteInModal: aClick([{ type: 'button', action_id: 'vote', block_id: 'b' }], {
    view: { callback_id: 'poll_form' },
  }),
  oldButton: aDelivery('interactive_message', {
    type: 'interactive_message',
    callback_id: 'old',
    user,
    actions: [{ type: 'button', name: 'a' }],
  }),
  dialog: aDelivery('dialog_submission', { type: 'dialog_submission', callback_id: 'old', user }),
  cancelled: aDelivery('dialog_cancellation', { type: 'dialog_cancellation', callback_id: 'old', user }),
  submitted: aSubmission('poll_form'),
  closed: aDelivery('view_closed', { type: 'view_closed', user, view: { callback_id: 'poll_form' } }),
  shortcut: aDelivery('shortcut', { type: 'shortcut', callback_id: 'new_poll', user }),
  onMessage: aDelivery('message_action', { type: 'message_action', callback_id: 'new_poll', user }),
  question: aQuestion('city'),
  limited: aDelivery('app_rate_limited', { type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1 }),
};

const cases: [string, Want[], string[]][] = [
  ["event('app_mention')", wantsEvent('app_mention'), ['mention']],
  ["event('message')", wantsEvent('message'), ['message', 'edited']],
  ['event(/^(app|message)/)', wantsEvent(/^(app|message)/), ['mention', 'message', 'edited']],
  ["event('app_rate_limited')", wantsEvent('app_rate_limited'), ['limited']],
  ['message()', wantsMessage(), ['message', 'edited']],
  ["message('66')", wantsMessage('66'), ['message']],
  ['message(/order (\\d+)/)', wantsMessage(/order (\d+)/), ['message']],
  ["message('67')", wantsMessage('67'), []],
  ["command('/poll')", wantsCommand('/poll'), ['poll']],
  ['command(/^\\/p/g)', wantsCommand(/^\/p/g), ['poll']],
  ["command('/pol')", wantsCommand('/pol'), []],
  ["action('vote')", wantsAction('vote'), ['vote', 'voteInModal']],
  ['action(/^v/)', wantsAction(/^v/), ['vote', 'voteInModal']],
  ['action({ block_id })', wantsAction({ block_id: /^poll-/ }), ['vote']],
  ['action({ action_id, block_id })', wantsAction({ action_id: 'vote', block_id: 'b' }), ['voteInModal']],
  ['action({ callback_id }) in a modal', wantsAction({ callback_id: 'poll_form' }), ['voteInModal']],
  ['action({ callback_id })', wantsAction({ callback_id: 'old' }), ['oldButton', 'dialog']],
  [
    'action({ type, callback_id })',
    wantsAction({ type: 'interactive_message', callback_id: /./ }),
    ['oldButton'],
  ],
  ['action({ type })', wantsAction({ type: 'dialog_cancellation' }), ['cancelled']],
  ["view('poll_form')", wantsView('poll_form'), ['submitted']],
  ['view({ callback_id })', wantsView({ callback_id: /^poll/ }), ['submitted', 'closed']],
  ['view({ type, callback_id })', wantsView({ type: 'view_closed', callback_id: 'poll_form' }), ['closed']],
  ["shortcut('new_poll')", wantsShortcut('new_poll'), ['shortcut', 'onMessage']],
  ['shortcut({ type })', wantsShortcut({ type: 'message_action' }), ['onMessage']],
  ["options('city')", wantsOptions('city'), ['question']],
  ["options('town')", wantsOptions('town'), []],
];

/** The payloads that a listener with these wants matches. */
function fitting(wants: Want[]): string[] {
  const listeners = [{ wants, chain: [] }];
  return Object.keys(payloads).filter((name) => {
    const payload = findPayload(payloads[name] ?? {});
    return payload !== undefined && findListeners(listeners, payload).length > 0;
  });
}

test.each(cases)('%s matches as in Bolt', (_, wants, expected) => {
  expect(fitting(wants)).toEqual(expected);
});

/** The payloads that the sidecar delivers to an app with only this listener. */
function delivered(wants: Want[]): string[] {
  const handles = compileHandles(declare([{ wants }]));
  return Object.keys(payloads).filter((name) => {
    const payload = findPayload(payloads[name] ?? {});
    return payload !== undefined && handles(factsOf(payload.kind, payload.body));
  });
}

test.each(cases)('the sidecar delivers everything that %s matches', (_, wants, expected) => {
  expect(delivered(wants)).toEqual(expect.arrayContaining(expected));
});

test.each(cases.filter(([name]) => !name.startsWith('message(')))(
  'for %s, the sidecar delivers nothing else',
  (_, wants, expected) => {
    expect(delivered(wants)).toEqual(expected);
  },
);

test('matches of expressions have the names that Bolt gives them', () => {
  const payload = findPayload(payloads.vote ?? {});
  const listeners = [{ wants: wantsAction({ action_id: /^v(.)/, block_id: /\d+/ }), chain: [] }];
  const [found] = payload ? findListeners(listeners, payload) : [];
  expect(found?.matches.actionIdMatches?.[1]).toBe('o');
  expect(found?.matches.blockIdMatches?.[0]).toBe('7');
});

test('each want is declared once, without flags that carry state', () => {
  const wants = [...wantsCommand(/^\/p/gi), ...wantsCommand(/^\/p/gi), ...wantsEvent('app_mention')];
  expect(declare([{ wants }, { wants: wantsEvent('app_mention') }])).toEqual([
    { kind: 'command', matches: [{ property: 'command', pattern: { source: '^\\/p', flags: 'i' } }] },
    { kind: 'event', matches: [{ property: 'type', equals: 'app_mention' }] },
  ]);
});

test.each([
  [
    'an event under the name of its subscription',
    () => wantsEvent('message.channels'),
    "Write event('message', …)",
  ],
  ['a command without a slash', () => wantsCommand('poll'), "Write command('/poll', …)"],
  [
    'an action that cannot occur',
    () => wantsAction({ type: 'dialog_submission', action_id: 'a' }),
    'Use callback_id instead',
  ],
  [
    'an options request that cannot occur',
    () => wantsOptions({ type: 'dialog_suggestion', block_id: 'a' }),
    'Use callback_id instead',
  ],
  [
    'a shortcut that cannot occur',
    () => wantsShortcut(JSON.parse('{"action_id":"a"}')),
    'a shortcut has no action_id. Use callback_id instead',
  ],
  [
    'an unknown constraint',
    () => wantsAction(JSON.parse('{"name":"x"}')),
    'Unknown constraint on a listener: name',
  ],
])('%s is refused at once, with advice', (_, want, advice) => {
  expect(want).toThrow(advice);
});
