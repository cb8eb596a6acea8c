import type { Metrics } from '../figures.js';
import { type Phase, runPhase } from '../phase.js';
import { EVERYONE, type LoadScenario, type Turn, usageOf } from './scenario.js';

const MOST_P99_MS = 200;
/** The first stride between rates. Each further stride in the same direction is twice as long. */
const FIRST_STRIDE = 1.12;
/** The precision of the result. */
const EXACT = 1.08;
const LEAST_RATE = 10;
/** The most events per second that are prepared for a flood. */
const MOST_FLOOD = 15_000;

/** True if no event failed or was lost, and all reached the handler in time. */
function isHeld({ failed, lost, handler }: Phase): boolean {
  return failed === 0 && lost === 0 && handler.p99 < MOST_P99_MS;
}

/** Tries a rate twice, because other load may have disturbed the first try. Undefined if neither try sustained it. */
async function tryRate({ load, contender, seconds }: Turn, rate: number): Promise<Phase | undefined> {
  for (let tries = 1; tries <= 2; tries++) {
    const phase = await runPhase(load, contender, { rate }, Math.ceil(rate * seconds));
    if (isHeld(phase)) return phase;
  }
  return undefined;
}

/**
 * Searches for the highest sustained rate, starting at the last result. It goes in strides until one rate is
 * sustained and a higher one is not, and then halves the interval between them.
 */
export async function findHeld(turn: Turn): Promise<{ rate: number; phase: Phase }> {
  let held: { rate: number; phase: Phase } | undefined;
  let notHeld = Number.POSITIVE_INFINITY;
  let rate = Math.round(turn.held.rate);
  let stride = FIRST_STRIDE;
  while (!held || notHeld / held.rate > EXACT) {
    const phase = await tryRate(turn, rate);
    if (phase) held = { rate, phase };
    else notHeld = rate;
    if (rate < LEAST_RATE && !held) throw new Error(`${turn.contender.name} sustains no rate.`);
    if (held && Number.isFinite(notHeld)) rate = Math.round(Math.sqrt(held.rate * notHeld));
    else {
      rate = Math.round(held ? rate * stride : rate / stride);
      stride **= 2;
    }
  }
  turn.held.rate = held.rate;
  return held;
}

/** Measures the throughput per second under saturation, and the CPU time per event. */
export async function flood({
  load,
  contender,
  seconds,
}: Omit<Turn, 'held' | 'backlogRows'>): Promise<Metrics> {
  const phase = await runPhase(load, contender, { inFlight: 48, seconds }, Math.ceil(MOST_FLOOD * seconds));
  return { ...usageOf(phase), through: (phase.acknowledged / phase.tookMs) * 1000 };
}

export const sustained: LoadScenario = {
  seconds: 2,
  contenders: EVERYONE,
  async measure(turn) {
    const { rate, phase } = await findHeld(turn);
    return { rate, p99: phase.handler.p99, ack_p99: phase.ack.p99, ...usageOf(phase) };
  },
  tables: (seconds) => [
    {
      title: `The highest rate held for ${seconds} s: nothing failed, p99 from Slack's request to the handler under ${MOST_P99_MS} ms; and the CPU for each event there.`,
      columns: [
        { title: 'events/s', metric: 'rate', digits: 0, compared: true },
        { title: 'handler p99 ms', metric: 'p99', digits: 0 },
        { title: 'ack p99 ms', metric: 'ack_p99', digits: 0 },
        { title: 'sidecar µs', metric: 'sidecar_cpu', digits: 0 },
        { title: 'app µs', metric: 'app_cpu', digits: 0 },
        { title: 'PostgreSQL µs', metric: 'postgres_cpu', digits: 0 },
        { title: 'generator µs', metric: 'generator', digits: 0 },
      ],
    },
  ],
};
