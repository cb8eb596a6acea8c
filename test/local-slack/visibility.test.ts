import fc from 'fast-check';
import { appActs } from './visibility/app-acts.js';
import { compareTabs } from './visibility/compare.js';
import { look } from './visibility/look.js';
import { channelsOf } from './visibility/model.js';
import { personActs } from './visibility/person-acts.js';
import { type Dice, pick, type Turn, turnOf } from './visibility/turn.js';
import { startWorld, type TestWorld } from './visibility/world.js';

const { VISIBILITY_RUNS, VISIBILITY_SEED } = process.env;
const mayShrink = VISIBILITY_RUNS !== undefined;
const timeoutMs = mayShrink ? 3_600_000 : 120_000;

const acts: Record<string, (turn: Turn) => unknown> = { ...personActs, ...appActs };
/** These come more often than the others. */
const FREQUENT =
  'post post botPost whisper invite shortcut submit upload kick leave join read find window'.split(' ');

const number = fc.noBias(fc.nat(9999));
const dice = { who: number, where: number, what: number, other: number };
const step = fc.record(
  {
    act: fc.constantFrom('look', 'look', 'look', ...Object.keys(acts), ...FREQUENT),
    in: fc.constantFrom('A', 'A', 'A', 'A', 'B'),
    ...dice,
  },
  { noNullPrototype: true },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

async function doStep(worlds: readonly TestWorld[], one: Step, index: number): Promise<void> {
  const world = worlds.find(({ name }) => name === one.in) as TestWorld;
  if (one.act === 'look') await look(worlds, world, pick(world.tokens, one.who), one);
  else await acts[one.act]?.(turnOf(world, one, index));
}

/** Someone posts in each channel, and reacts. The first person has a private file. */
async function furnish(world: TestWorld): Promise<void> {
  const { local, tabs, secrets } = world;
  await appActs.upload(turnOf(world, { who: 0, where: 0, what: 3, other: 0 }, 0));
  for (const { id: channel, members, teams } of channelsOf(local)) {
    const tab = tabs.find(({ team, user }) => teams.includes(team) && members.includes(user));
    const text = secrets.write({ kind: 'message', channel });
    const posted = await tab?.act({ type: 'post', channel, text });
    await tab?.act({ type: 'react', channel, ts: posted?.ts ?? '', name: 'seedling' });
  }
}

/** Every third token looks at something. */
async function lookAround(worlds: readonly TestWorld[], rolled: Dice): Promise<void> {
  for (const world of worlds) {
    const looking = world.tokens.filter((_, at) => (at + rolled.who) % 3 === 0);
    for (const [at, token] of looking.entries())
      await look(worlds, world, token, { ...rolled, where: rolled.where + at, what: rolled.what + at });
  }
}

/**
 * `VISIBILITY_RUNS` sets the number of runs, and lets fast-check shrink a failure. `VISIBILITY_SEED` sets the seed.
 */
test(
  'nothing reaches a tab, an app or an answer of the Web API that may not see it',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.noBias(fc.array(step, { minLength: mayShrink ? 1 : 30, maxLength: 30, size: 'max' })),
        fc.record(dice),
        async (steps, last) => {
          const worlds = await Promise.all([startWorld('A'), startWorld('B')]);
          const check = (when: string) => Promise.all(worlds.map((world) => world.check(when)));
          try {
            await Promise.all(worlds.map(furnish));
            for (const [index, one] of steps.entries()) {
              await doStep(worlds, one, index);
              await check(`Step ${index + 1}, ${one.act} in ${one.in}`);
            }
            await lookAround(worlds, last);
            for (const world of worlds)
              for (const { live, fresh } of await compareTabs(world)) expect(live).toEqual(fresh);
            await check('In the end');
          } finally {
            await Promise.all(worlds.map((world) => world.close()));
          }
        },
      ),
      {
        seed: Number(VISIBILITY_SEED ?? 1),
        numRuns: Number(VISIBILITY_RUNS ?? 16),
        endOnFailure: !mayShrink,
      },
    );
  },
  timeoutMs,
);
