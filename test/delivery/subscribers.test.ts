import { createSubscriber, type Subscribe } from '../../src/delivery/subscriber.js';
import { createSubscribers } from '../../src/delivery/subscribers.js';
import { leasedEnvelope } from './leased-envelope.js';

const EVENT = { kind: 'event', items: [{}] };
const COMMAND = { kind: 'command', items: [{}] };
const SOON = new Date();

function open(...asked: Partial<Subscribe>[]) {
  const subscribers = createSubscribers();
  const all = asked.map((one) => createSubscriber({ handles: [{ kind: 'event' }], ...one }, () => undefined));
  for (const one of all) subscribers.add(one);
  return { subscribers, all };
}

/** Returns the names of the subscribers that get the next payloads. */
function turns(subscribers: ReturnType<typeof createSubscribers>, times: number, replyBy?: Date) {
  return Array.from({ length: times }, () => {
    const chosen = subscribers.choose(EVENT, replyBy);
    return typeof chosen === 'string' ? chosen : chosen.name;
  });
}

test('subscribers take turns, the newest first, without those that were removed', () => {
  const { subscribers, all } = open({ name: 'a' }, { name: 'b' }, { name: 'c' });
  expect(turns(subscribers, 4)).toEqual(['c', 'b', 'a', 'c']);
  const [, b] = all;
  if (b) subscribers.remove(b);
  if (b) subscribers.remove(b);
  expect(all.map((one) => subscribers.has(one))).toEqual([true, false, true]);
  expect(turns(subscribers, 3)).toEqual(['a', 'c', 'a']);
});

test('chooses none if no subscriber handles it, busy if all are at their limit, or one with credit', () => {
  const { subscribers, all } = open(
    { name: 'a', maxInFlight: 1 },
    { name: 'other', handles: [{ kind: 'x' }] },
  );
  expect(subscribers.choose(COMMAND, undefined)).toBe('none');
  expect(turns(subscribers, 1)).toEqual(['a']);
  all[0]?.give(leasedEnvelope('1'), 0);
  expect(turns(subscribers, 1)).toEqual(['busy']);
  expect(subscribers.credit()).toBe(100);
});

test('prefers a responsive subscriber for an envelope that Slack waits for', () => {
  const { subscribers, all } = open({ name: 'speaks' }, { name: 'silent' });
  all[1]?.fallSilent();
  expect(turns(subscribers, 2, SOON)).toEqual(['speaks', 'speaks']);
  expect(turns(subscribers, 1)).toEqual(['silent']);
  all[0]?.fallSilent();
  expect(turns(subscribers, 2, SOON)).toEqual(['speaks', 'silent']);
});

test('a responsive subscriber can answer, and a silent one only if it may get a probe and Slack does not wait', () => {
  const { subscribers, all } = open({ maxInFlight: 1 });
  const [one] = all;
  one?.give(leasedEnvelope('1'), 0);
  expect(subscribers.isAnswered(EVENT, SOON)).toBe(true);
  expect(subscribers.isAnswered(COMMAND, undefined)).toBe(false);
  one?.fallSilent();
  expect(subscribers.isAnswered(EVENT, undefined)).toBe(false);
  one?.takeBack('lease 1');
  expect(subscribers.isAnswered(EVENT, undefined)).toBe(true);
  expect(subscribers.isAnswered(EVENT, SOON)).toBe(false);
  expect([subscribers.isHandled(EVENT), subscribers.isHandled(COMMAND)]).toEqual([true, false]);
});

test('wants order only for payloads that a subscriber with order handles', () => {
  const { subscribers } = open({ handles: [{ kind: 'command' }] }, { isOrdered: true });
  expect(subscribers.wantsOrder()).toBe(true);
  expect([subscribers.wantsOrder(EVENT), subscribers.wantsOrder(COMMAND)]).toEqual([true, false]);
  expect(subscribers.orderedSelection()).toEqual({ kinds: ['event'], names: [] });
  expect(open({}).subscribers.wantsOrder()).toBe(false);
});
