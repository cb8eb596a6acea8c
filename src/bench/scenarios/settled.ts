import { startHavoc } from '../contenders.js';
import { runPhase } from '../phase.js';
import { fillSettled } from '../settled-rows.js';
import { type LoadScenario, usageOf } from './scenario.js';
import { findHeld } from './sustained.js';

const ROWS = 10_000_000;
const RATE = 500;
const SEARCH_SECONDS = 3;

export const settled: LoadScenario = {
  seconds: 10,
  contenders: ['http'],
  async start(around, scope) {
    const empty = await startHavoc({ name: 'empty', database: 'settled_empty', kind: 'http' }, around, scope);
    const full = await startHavoc(
      { name: '10 million settled', database: 'settled_full', kind: 'http' },
      around,
      scope,
    );
    await fillSettled(around.databases.urlOf('settled_full'), ROWS);
    return [empty, full];
  },
  async measure(turn) {
    const { load, contender, seconds } = turn;
    const steady = await runPhase(load, contender, { rate: RATE }, Math.ceil(RATE * seconds));
    const { rate } = await findHeld({ ...turn, seconds: SEARCH_SECONDS });
    return {
      rate,
      p50: steady.handler.p50,
      p99: steady.handler.p99,
      ack_p99: steady.ack.p99,
      ...usageOf(steady),
    };
  },
  tables: () => [
    {
      title: `havoc over HTTP with an empty table, and with ${ROWS.toLocaleString('en')} settled rows of today.`,
      columns: [
        { title: 'events/s', metric: 'rate', digits: 0, compared: true },
        { title: `p50 ms at ${RATE}/s`, metric: 'p50', digits: 1, compared: true },
        { title: `p99 ms at ${RATE}/s`, metric: 'p99', digits: 1 },
        { title: `ack p99 ms at ${RATE}/s`, metric: 'ack_p99', digits: 1 },
        { title: 'sidecar µs', metric: 'sidecar_cpu', digits: 0 },
        { title: 'PostgreSQL µs', metric: 'postgres_cpu', digits: 0 },
        { title: 'all µs', metric: 'total_cpu', digits: 0, compared: true },
      ],
    },
  ],
};
