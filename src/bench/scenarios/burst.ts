import { runPhase } from '../phase.js';
import { EVERYONE, type LoadScenario } from './scenario.js';
import { findHeld } from './sustained.js';

const TIMES = 3;
const SEARCH_SECONDS = 3;

export const burst: LoadScenario = {
  seconds: 3,
  contenders: EVERYONE,
  async measure(turn) {
    const { load, contender, seconds } = turn;
    const held = await findHeld({ ...turn, seconds: SEARCH_SECONDS });
    const rate = held.rate * TIMES;
    const phase = await runPhase(load, contender, { rate }, Math.ceil(rate * seconds));
    return {
      rate,
      ack_p99: phase.ack.p99,
      late: phase.late,
      failed: phase.failed + phase.lost,
      recovered: phase.restMs / 1000,
      through: (phase.acknowledged / phase.tookMs) * 1000,
    };
  },
  tables: (seconds) => [
    {
      title: `${TIMES} times the sustained rate for ${seconds} s, and how long until all of it was handled.`,
      columns: [
        { title: 'events/s', metric: 'rate', digits: 0 },
        { title: 'recovered after s', metric: 'recovered', digits: 1 },
        { title: 'p99 ms to the acknowledgement', metric: 'ack_p99', digits: 0 },
        { title: 'acknowledged after 3 s', metric: 'late', digits: 0 },
        { title: 'failed or lost', metric: 'failed', digits: 0 },
        { title: 'handled/s meanwhile', metric: 'through', digits: 0, compared: true },
      ],
    },
  ],
};
