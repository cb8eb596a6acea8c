import { createRandom, type Random } from './random.js';

/** A fault that begins at a given time, and ends after a while. */
export interface Fault {
  atMs: number;
  forMs: number;
  kind: FaultKind;
  /** The index of the affected member, if there are two of its kind. */
  which: number;
  /** A delay, or the shift of a clock, in milliseconds. */
  amountMs: number;
}

interface Sort {
  /** The affected part. A part has at most one fault at a time. */
  of: 'replica' | 'app' | 'postgres' | 'database line' | 'front line' | 'clock' | 'sockets' | 'server';
  forMs: readonly [least: number, most: number];
  amounts?: readonly number[];
}

/** All kinds of faults. */
export const FAULTS = {
  'kill replica': { of: 'replica', forMs: [200, 3_000] },
  'stop replica': { of: 'replica', forMs: [500, 3_000] },
  'freeze replica': { of: 'replica', forMs: [500, 6_000] },
  'kill app': { of: 'app', forMs: [200, 3_000] },
  'freeze app': { of: 'app', forMs: [500, 6_000] },
  'kill postgres': { of: 'postgres', forMs: [100, 2_000] },
  'freeze postgres': { of: 'postgres', forMs: [500, 4_000] },
  'break database line': { of: 'database line', forMs: [0, 0] },
  'cut database line': { of: 'database line', forMs: [300, 4_000] },
  'hush database line': { of: 'database line', forMs: [500, 5_000] },
  'delay database line': { of: 'database line', forMs: [1_000, 4_000], amounts: [20, 100, 400] },
  /** The commit is sent, but its result is lost. */
  'cut after commit': { of: 'database line', forMs: [1_000, 1_000] },
  'cut before commit': { of: 'database line', forMs: [1_000, 1_000] },
  'cut after settlement': { of: 'database line', forMs: [1_000, 1_000] },
  'cut after claim': { of: 'database line', forMs: [1_000, 1_000] },
  'break front line': { of: 'front line', forMs: [0, 0] },
  'cut front line': { of: 'front line', forMs: [300, 3_000] },
  'hush front line': { of: 'front line', forMs: [500, 4_000] },
  'delay front line': { of: 'front line', forMs: [1_000, 4_000], amounts: [50, 300, 1_500] },
  /** PostgreSQL refuses every commit that stores or settles. */
  'fail stores': { of: 'server', forMs: [300, 3_000] },
  'fail settlements': { of: 'server', forMs: [300, 3_000] },
  /** Another client takes all of PostgreSQL's connections while each replica needs new ones. */
  'fill server': { of: 'server', forMs: [1_000, 5_000] },
  /** Waiting envelopes become an hour older. */
  'age backlog': { of: 'server', forMs: [0, 0] },
  'lock tables': { of: 'server', forMs: [500, 4_000] },
  'shift clock': {
    of: 'clock',
    forMs: [2_000, 8_000],
    amounts: [-3_600_000, -200_000, -5_000, 5_000, 200_000, 3_600_000],
  },
  'break sockets': { of: 'sockets', forMs: [0, 0] },
  'warn sockets': { of: 'sockets', forMs: [0, 0] },
  'freeze sockets': { of: 'sockets', forMs: [500, 4_000] },
} as const satisfies Record<string, Sort>;

export type FaultKind = keyof typeof FAULTS;

const KINDS = Object.keys(FAULTS) as FaultKind[];
const FIRST_MS = 1_500;
/** The time between the starts of two faults. Some faults then overlap, and others do not. */
const GAP_MS = [150, 1_800] as const;
/** The last fault ends this long before the end of the run. */
const QUIET_MS = 500;

/** Plans the faults of a run; the same for the same seed. Every kind comes once before any kind comes again. */
export function planFaults(seed: number, seconds: number): Fault[] {
  const random = createRandom(seed);
  const busyUntil = new Map<string, number>();
  const faults: Fault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = FIRST_MS; atMs < seconds * 1_000 - QUIET_MS; atMs += random.whole(...GAP_MS)) {
    if (deck.length === 0) deck = random.shuffle(KINDS);
    const fault = draw(random, deck.shift() as FaultKind, atMs);
    const endMs = Math.min(atMs + fault.forMs, seconds * 1_000 - QUIET_MS);
    const held = `${FAULTS[fault.kind].of} ${fault.which}`;
    // A fault of a part that already has one is skipped. Its kind comes again with the next deck.
    if ((busyUntil.get(held) ?? 0) > atMs) continue;
    busyUntil.set(held, endMs + 200);
    faults.push({ ...fault, forMs: endMs - atMs });
  }
  return faults;
}

function draw(random: Random, kind: FaultKind, atMs: number): Fault {
  const { of, forMs, amounts = [0] }: Sort = FAULTS[kind];
  const isOne = of === 'postgres' || of === 'server' || of === 'sockets';
  const which = random.whole(0, 1);
  return {
    atMs,
    kind,
    which: isOne ? 0 : which,
    forMs: random.whole(...forMs),
    amountMs: random.pick(amounts),
  };
}

export function describeFault({ kind, which, forMs, amountMs }: Fault): string {
  const { of } = FAULTS[kind];
  const name = ['postgres', 'server', 'sockets'].includes(of) ? kind : `${kind} ${which + 1}`;
  const amount = amountMs === 0 ? '' : ` by ${amountMs} ms`;
  return forMs === 0 ? `${name}${amount}` : `${name}${amount} for ${forMs} ms`;
}
