import { createElsewhere } from '../../src/delivery/elsewhere.js';
import type { FleetHandles } from '../../src/fleet/index.js';
import { createLogger } from '../../src/log/index.js';

const EVENT = { kind: 'event', items: [{}] };
const COMMAND = { kind: 'command', items: [{}] };
const events = { declarations: [{ kind: 'event' }], ordered: false };
const orderedEvents = { ...events, ordered: true };
const commands = { declarations: [{ kind: 'command' }], ordered: false };

/** Opens an `Elsewhere`. `first` holds what each replica declares, by the name of the replica. */
function open(first: Record<string, FleetHandles>) {
  let declared = first;
  let tell = () => {};
  const elsewhere = createElsewhere(
    {
      others: () => Object.entries(declared).map(([replica, handles]) => ({ replica, handles })),
      onChange(listener) {
        tell = listener;
      },
    },
    createLogger({ level: 'silent' }),
  );
  return {
    elsewhere,
    change(to: Record<string, FleetHandles>) {
      declared = to;
      tell();
    },
  };
}

test('replicas that handle a payload take turns', () => {
  const { elsewhere } = open({ a: [events], b: [commands], c: [commands, events] });
  expect(Array.from({ length: 4 }, () => elsewhere.find(EVENT))).toEqual(['c', 'a', 'c', 'a']);
  expect(elsewhere.find(COMMAND)).toBe('b');
  expect(elsewhere.find({ kind: 'shortcut', items: [{}] })).toBeUndefined();
});

test('follows changed declarations', () => {
  const { elsewhere, change } = open({});
  expect([elsewhere.find(EVENT), elsewhere.isHandled(EVENT)]).toEqual([undefined, false]);
  change({ a: [events] });
  expect([elsewhere.find(EVENT), elsewhere.isHandled(EVENT)]).toEqual(['a', true]);
  expect(elsewhere.isHandled(COMMAND)).toBe(false);
  change({});
  expect([elsewhere.find(EVENT), elsewhere.isHandled(EVENT)]).toEqual([undefined, false]);
});

test('wants order only for payloads that a subscriber with order handles', () => {
  const { elsewhere, change } = open({ a: [events, commands] });
  expect(elsewhere.wantsOrder(EVENT)).toBe(false);
  expect(elsewhere.orderedSelection()).toEqual({ kinds: [], names: [] });
  change({ a: [events, commands], b: [orderedEvents] });
  expect([elsewhere.wantsOrder(EVENT), elsewhere.wantsOrder(COMMAND)]).toEqual([true, false]);
  expect(elsewhere.orderedSelection()).toEqual({ kinds: ['event'], names: [] });
});

test('ignores a declaration of a newer version, and keeps the others of its replica', () => {
  const newer = { declarations: [{ kind: 'event', matches: [{ property: 'mood', equals: 'good' }] }] };
  const { elsewhere } = open({ a: [{ ...newer, ordered: true }, commands] });
  expect([elsewhere.find(EVENT), elsewhere.find(COMMAND)]).toEqual([undefined, 'a']);
});
