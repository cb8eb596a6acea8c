import type { Attempt, Draft } from '../../src/delivery/attempt.js';
import { createHeld } from '../../src/delivery/held.js';
import { createReserve } from '../../src/delivery/reserve.js';
import { createSubscriber, type Subscribe } from '../../src/delivery/subscriber.js';
import { createSubscribers } from '../../src/delivery/subscribers.js';
import { createLogger } from '../../src/log/index.js';
import { attemptAt, leasedEnvelope } from './leased-envelope.js';
import { newEnvelope } from './new-envelope.js';

interface Around {
  /** The subscribers here, and how much of their limit of 2 each has in hand. */
  here?: (Partial<Subscribe> & { inHand?: number; isSilent?: boolean })[];
  /** If present, replica b handles all payloads. */
  there?: { wantsOrder?: boolean };
  isBehind?: boolean;
  isStopped?: boolean;
  held?: number;
  /** True if placing fails. */
  isAway?: boolean;
}

const soon = () => new Date(Date.now() + 2_500);
const draft = (more: Partial<Draft> = {}) =>
  newEnvelope('key', 'event', { event: { type: 'message' } }, more);

function open({
  here = [{}],
  there,
  isBehind = false,
  isStopped = false,
  isAway = false,
  held: count = 0,
}: Around = {}) {
  const done: string[] = [];
  const lines: string[] = [];
  const attempts: Attempt[] = [];
  const subscribers = createSubscribers();
  const connected = here.map(({ inHand = 0, isSilent = false, ...asked }, at) => {
    const one = createSubscriber(
      { name: `app ${at}`, maxInFlight: 2, handles: [{ kind: 'event' }], ...asked },
      () => {},
    );
    for (let id = 0; id < inHand; id++) one.give(leasedEnvelope(`in hand ${id}`), 0);
    if (isSilent) one.fallSilent();
    subscribers.add(one);
    return one;
  });
  const held = createHeld();
  for (let at = 0; at < count; at++) held.add(attemptAt(leasedEnvelope(`held ${at}`)));
  const dispatcher = { isStopped };
  const note = (what: string) => (attempt: Attempt) => {
    attempts.push(attempt);
    done.push(what);
  };
  const reserve = createReserve({
    subscribers,
    elsewhere: {
      find: () => there && 'b',
      isHandled: () => there !== undefined,
      wantsOrder: () => there?.wantsOrder ?? false,
      orderedSelection: () => ({ kinds: [], names: [] }),
    },
    held,
    handOver: { start: ({ name }, attempt) => note(`to ${name}`)(attempt), idle: async () => {} },
    dispatcher: {
      isBehind: () => isBehind,
      isStopped: () => dispatcher.isStopped,
      async place(attempt) {
        note('placed')(attempt);
        if (isAway) throw new Error('away');
      },
      freed: ({ name, credit }) => void done.push(`${name} freed for ${credit()}`),
    },
    due: { left: () => void done.push('left'), elsewhere: (to) => void done.push(`tell ${to ?? 'all'}`) },
    log: createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } }),
  });
  /** Reserves and delivers a draft. Returns how it would be committed, and what was done then. */
  function deliver(given: Draft) {
    const { lease, wantedBy, deliver } = reserve(given);
    deliver('7');
    return [lease === undefined ? `due${wantedBy ? ` for ${wantedBy}` : ''}` : 'leased', ...done];
  }
  return { reserve, deliver, done, lines, attempts, subscribers, connected, dispatcher };
}

const BUSY = { inHand: 2 };
const OTHER = { handles: [{ kind: 'command' }] };

test.each<[string, Around, Partial<Draft>, string[]]>([
  ['an app here has credit', {}, {}, ['leased', 'to app 0']],
  ['another replica handles it too', { there: {} }, {}, ['leased', 'to app 0']],
  ['the dispatcher stops', { isStopped: true }, {}, ['due']],
  ['no app is here', { here: [] }, {}, ['due', 'left']],
  ['no app is here, and replica b handles it', { here: [], there: {} }, {}, ['due for b', 'tell b']],
  ['only apps for other kinds are here', { here: [OTHER] }, {}, ['leased', 'placed']],
  [
    'only apps for other kinds are here, and replica b handles it',
    { here: [OTHER], there: {} },
    {},
    ['due for b', 'tell b'],
  ],
  [
    'the app here is silent and busy, and replica b handles it',
    { here: [{ ...BUSY, isSilent: true }], there: {} },
    {},
    ['due for b', 'tell b'],
  ],
  [
    'a silent app here may get a probe',
    { here: [{ isSilent: true }], there: {} },
    {},
    ['leased', 'to app 0'],
  ],
  [
    'Slack waits, and a silent app may get a probe',
    { here: [{ isSilent: true }], there: {} },
    { replyBy: soon() },
    ['due for b', 'tell b'],
  ],
  ['older work waits', { isBehind: true }, {}, ['due']],
  ['older work waits, and all are busy', { here: [BUSY], isBehind: true }, {}, ['due', 'tell all']],
  [
    'older work waits, and Slack waits for a reply',
    { isBehind: true },
    { replyBy: soon() },
    ['leased', 'to app 0'],
  ],
  ['all are busy', { here: [BUSY] }, {}, ['left', 'due']],
  ['all are busy, and replica b handles it', { here: [BUSY], there: {} }, {}, ['left', 'due', 'tell all']],
  ['all are busy, and Slack waits', { here: [BUSY] }, { replyBy: soon() }, ['leased', 'placed']],
  [
    'all are busy, Slack waits, and replica b handles it',
    { here: [BUSY], there: {} },
    { replyBy: soon() },
    ['left', 'due', 'tell all'],
  ],
  [
    'all are busy, Slack waits, and too much is held',
    { here: [BUSY], held: 1_000 },
    { replyBy: soon() },
    ['left', 'due'],
  ],
  ['it belongs to no conversation', { here: [{ isOrdered: true }] }, {}, ['leased', 'to app 0']],
  ['its conversation is kept in order here', { here: [{ isOrdered: true }] }, { orderKey: 'C1' }, ['due']],
  [
    'its conversation is kept in order on replica b',
    { there: { wantsOrder: true } },
    { orderKey: 'C1' },
    ['due'],
  ],
  ['no app wants its conversation in order', {}, { orderKey: 'C1' }, ['leased', 'to app 0']],
])('decides where a draft goes if %s', (_case, around, more, expected) => {
  const { deliver } = open(around);
  expect(deliver(draft(more)).toSorted()).toEqual(expected.toSorted());
});

test('keeps the credit reserved from before the commit until the delivery', () => {
  const { reserve, connected, attempts } = open();
  const [app] = connected;
  const { deliver } = reserve(draft());
  expect(app?.credit()).toBe(1);
  deliver('7');
  expect(app?.credit()).toBe(2);
  expect(attempts).toHaveLength(1);
});

test('frees the credit if the commit is cancelled', () => {
  const { reserve, connected, done } = open();
  reserve(draft()).cancel();
  expect(connected[0]?.credit()).toBe(2);
  expect(done).toEqual(['app 0 freed for 2']);
});

test('delivers the first attempt under the lease of the commit, which begins before the commit', () => {
  const { reserve, attempts } = open();
  const given = draft({ teamId: 'T1', orderKey: 'C1', name: 'message', origin: 'https://app.example' });
  const before = performance.now();
  const { lease, deliver } = reserve(given);
  const after = performance.now();
  deliver('7');
  const { kind, name, teamId, orderKey, payload, receivedAt, replyBy, origin } = given;
  const sent = { kind, name, teamId, orderKey, payload, receivedAt, replyBy, origin };
  expect(attempts).toEqual([
    {
      envelope: { ...sent, id: '7', lease, attempt: 1, parkedMs: undefined, replayed: false },
      body: given.body,
      facts: { kind: 'event', items: [expect.objectContaining({ type: 'message' })] },
      leasedAt: expect.any(Number),
      isInTurn: false,
    },
  ]);
  expect(attempts[0]?.leasedAt).toBeGreaterThanOrEqual(before);
  expect(attempts[0]?.leasedAt).toBeLessThanOrEqual(after);
});

test.each<[string, (stage: ReturnType<typeof open>) => void]>([
  ['the app has gone meanwhile', ({ subscribers, connected }) => connected.forEach(subscribers.remove)],
  [
    'the dispatcher has stopped meanwhile',
    ({ dispatcher }) => {
      dispatcher.isStopped = true;
    },
  ],
])('the dispatcher places an attempt that was reserved for an app if %s', (_case, change) => {
  const stage = open();
  const { deliver } = stage.reserve(draft());
  change(stage);
  deliver('7');
  expect(stage.done).toEqual(['placed']);
});

test('logs that an attempt could not be placed, and lets its lease run out', async () => {
  const { deliver, lines } = open({ here: [OTHER], isAway: true });
  expect(deliver(draft())).toEqual(['leased', 'placed']);
  await new Promise(setImmediate);
  expect(lines).toEqual([expect.stringContaining('waits for its lease to run out')]);
});
