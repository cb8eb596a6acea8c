import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Pool } from 'pg';
import type { Delivery } from '../../src/gen/havoc/v1/events.js';
import { createInbox, type Inbox, type NewEnvelope } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { createFakeFleet } from './fake-fleet.js';
import type { newEnvelope } from './new-envelope.js';
import { type App, connectTo, leaseOf, type Stage, setUpStages } from './stage.js';

const { open, openLane, unsettled, clear } = await setUpStages();
/** Connections for one transaction each. They connect beforehand, so that a commit draws its id at once. */
const lanes = Array.from({ length: 8 }, openLane);

beforeAll(() => Promise.all(lanes.map((lane) => lane.query('select'))));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What an app does with one delivery. */
type Fate = { end: 'ack' | 'nak' | 'term' | 'crash'; afterMs: number };

const fates = fc.array(
  fc.record<Fate>({
    end: fc.constantFrom('ack', 'ack', 'ack', 'ack', 'nak', 'term', 'crash'),
    afterMs: fc.integer({ min: 0, max: 12 }),
  }),
  { minLength: 12, maxLength: 40 },
);
const arrivals = fc.array(
  fc.record({
    conversation: fc.integer({ min: 0, max: 4 }),
    replica: fc.integer({ min: 0, max: 1 }),
    pauseMs: fc.constantFrom(0, 0, 1, 3, 10, 30, 60),
    /** How long the envelope stays invisible to other transactions after it got its id. */
    lateMs: fc.constantFrom(undefined, undefined, 1, 5, 20, 40),
  }),
  { minLength: 20, maxLength: 60 },
);

async function takeLane(): Promise<Pool> {
  await until(() => lanes.length > 0);
  return lanes.pop() ?? takeLane();
}

/** Commits in a transaction that stays open for a while, like a slow commit. */
async function commitLate(given: NewEnvelope, lateMs: number) {
  const lane = await takeLane();
  await lane.query('begin');
  const committed = await createInbox({ pool: lane, leaseMs: 2_000, replica: randomUUID() }).commit(given);
  await pause(lateMs);
  await lane.query('commit');
  lanes.push(lane);
  return committed;
}

/** Records what happens to the envelopes, and the faults in it. */
function createWitness() {
  const conversationOf = new Map<string, string>();
  const inHand = new Map<string, string>();
  /** `settling`: envelopes that an app has settled. `done`: those whose settlement was confirmed. */
  const settling = new Set<string>();
  const done = new Set<string>();
  const faults: string[] = [];

  /** Returns the earlier committed envelopes of its conversation that are not settled. */
  const before = (id: string) =>
    [...conversationOf].flatMap(([other, conversation]) =>
      conversation === conversationOf.get(id) && BigInt(other) < BigInt(id) && !settling.has(other)
        ? [other]
        : [],
    );

  return {
    conversationOf,
    inHand,
    settling,
    done,
    faults,
    begin(id: string): void {
      const conversation = conversationOf.get(id) ?? '';
      const other = inHand.get(conversation);
      if (other !== undefined) faults.push(`${id} came while ${other} of ${conversation} was in hand`);
      if (settling.has(id)) faults.push(`${id} came after it was settled`);
      inHand.set(conversation, id);
    },
    /**
     * Checks that no claim passes over an envelope that was known before the claim and is unsettled after it.
     */
    watch(claim: Inbox['claim']): Inbox['claim'] {
      return async (...given) => {
        const known = new Set(conversationOf.keys());
        const claimed = await claim(...given);
        for (const { id } of claimed)
          for (const other of before(id))
            if (known.has(other)) faults.push(`${id} was claimed before ${other}`);
        return claimed;
      };
    },
  };
}

type Witness = ReturnType<typeof createWitness>;

/** Opens two replicas with one app each. The apps end their deliveries as planned. */
function openFleet(plan: Fate[], lateness: Map<string, number>, witness: Witness): Stage[] {
  const { conversationOf, inHand, settling, done } = witness;
  const fleet = createFakeFleet();
  const apps = new Map<Stage, App>();
  let step = 0;

  const inboxWith = (real: Inbox): Partial<Inbox> => {
    const listeners: ((envelope: NewEnvelope) => void)[] = [];
    return {
      claim: witness.watch(real.claim),
      onCommitted(listener) {
        listeners.push(listener);
        real.onCommitted(listener);
      },
      async commit(given) {
        const lateMs = lateness.get(given.dedupeKey);
        if (lateMs === undefined) return real.commit(given);
        const committed = await commitLate(given, lateMs);
        for (const listener of listeners) listener(given);
        return committed;
      },
    };
  };

  function connect(stage: Stage): void {
    const app = connectTo(stage.room, {
      ordered: true,
      maxInFlight: 5,
      onDelivery: (delivery, self) => void handle(stage, self, delivery),
    });
    apps.set(stage, app);
  }

  async function handle(stage: Stage, app: App, delivery: Delivery): Promise<void> {
    const { id = '' } = delivery;
    await until(() => conversationOf.has(id));
    if (apps.get(stage) !== app) return;
    const conversation = conversationOf.get(id) ?? '';
    witness.begin(id);
    const { end, afterMs } = plan[step++ % plan.length] ?? { end: 'ack', afterMs: 0 };
    await pause(afterMs);
    if (apps.get(stage) !== app) return;
    inHand.delete(conversation);
    if (end === 'crash' && step < 200) {
      connect(stage);
      for (const { id: lost = '' } of app.got) {
        const of = conversationOf.get(lost) ?? '';
        if (inHand.get(of) === lost) inHand.delete(of);
      }
      await app.close();
      return;
    }
    if (end === 'nak' && step < 400) return app.nak(leaseOf(delivery), { delayMs: afterMs });
    settling.add(id);
    if (end === 'term') await app.term(leaseOf(delivery), {});
    else await app.ack(leaseOf(delivery));
    done.add(id);
  }

  const replicas = [0, 1].map(() =>
    open({ fleet: fleet.join(), leaseMs: 2_000, maxAttempts: 1_000, inboxWith }),
  );
  for (const replica of replicas) connect(replica);
  return replicas;
}

test('delivers each conversation completely, in order and one at a time, despite crashes and late commits', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fates, arrivals, async (plan, coming) => {
      run++;
      const witness = createWitness();
      const lateness = new Map<string, number>();
      const stages = openFleet(plan, lateness, witness);
      const arriving = coming.map(async ({ conversation, replica, pauseMs, lateMs }, at) => {
        await pause(pauseMs);
        const orderKey = `C${conversation}`;
        const key = `${run} ${at}`;
        if (lateMs !== undefined) lateness.set(key, lateMs);
        const id = await stages[replica]?.arrive(...newEnvelopeOf(key, orderKey));
        witness.conversationOf.set(id ?? '', orderKey);
      });
      await Promise.all(arriving);
      await until(() => witness.done.size === coming.length);
      expect(witness.faults).toEqual([]);
      for (const stage of stages) await stage.stop();
      expect(await unsettled()).toBe(0);
      await clear();
    }),
    { seed: 4, numRuns: 12, endOnFailure: true },
  );
}, 120_000);

const newEnvelopeOf = (key: string, orderKey: string): Parameters<typeof newEnvelope> => [
  key,
  'event',
  {},
  { orderKey },
];
