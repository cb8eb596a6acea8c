import { type Phase, runPhase } from '../phase.js';
import { EVERYONE, type Scenario, type Turn, usageOf } from './scenario.js';

const MOST_P99_MS = 200;
/** From one rate to the next; the rate that is found is that exact. */
const STEP = 1.06;
const MOST_STEPS = 25;

/** Nothing failed, nothing got lost, and all came to the handler in time. */
function isHeld({ failed, lost, handler }: Phase): boolean {
  return failed === 0 && lost === 0 && handler.p99 < MOST_P99_MS;
}

/**
 * Looks for the highest rate that is held: from where it was last found, up until one is not, or down until one
 * is.
 */
export async function findHeld({
  load,
  contender,
  seconds,
  held,
}: Turn): Promise<{ rate: number; phase: Phase }> {
  let best: { rate: number; phase: Phase } | undefined;
  let direction: 'up' | 'down' | undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    const rate = Math.round(held.rate);
    const phase = await runPhase(load, contender, { rate }, Math.ceil(rate * seconds));
    const isGood = isHeld(phase);
    if (isGood && (!best || rate > best.rate)) best = { rate, phase };
    if (direction !== undefined && isGood !== (direction === 'up')) break;
    direction = isGood ? 'up' : 'down';
    held.rate = isGood ? rate * STEP : rate / STEP;
  }
  if (!best) throw new Error(`${contender.name} held no rate down to ${Math.round(held.rate)}/s.`);
  held.rate = best.rate;
  return best;
}

/** The most that comes through when there is always more. */
export async function guessHeld({ load, contender, seconds }: Omit<Turn, 'held'>): Promise<number> {
  const phase = await runPhase(load, contender, { inFlight: 48, seconds }, Math.ceil(12_000 * seconds));
  return (phase.acknowledged / phase.tookMs) * 1000;
}

export const sustained: Scenario = {
  title: (seconds) =>
    `The highest rate held for ${seconds} s: nothing failed, p99 from Slack's request to the handler under ${MOST_P99_MS} ms; and the CPU for each event there.`,
  seconds: 3,
  contenders: EVERYONE,
  async measure(turn) {
    const { rate, phase } = await findHeld(turn);
    return { rate, p99: phase.handler.p99, ack_p99: phase.ack.p99, ...usageOf(phase) };
  },
  columns: [
    { title: 'events/s', metric: 'rate', digits: 0, compared: true },
    { title: 'handler p99 ms', metric: 'p99', digits: 0 },
    { title: 'ack p99 ms', metric: 'ack_p99', digits: 0 },
    { title: 'sidecar µs', metric: 'sidecar_cpu', digits: 0 },
    { title: 'app µs', metric: 'app_cpu', digits: 0 },
    { title: 'PostgreSQL µs', metric: 'postgres_cpu', digits: 0 },
    { title: 'generator µs', metric: 'generator', digits: 0 },
  ],
};
