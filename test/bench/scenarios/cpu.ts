import { runPhase } from '../phase.js';
import { EVERYONE, type Scenario, USAGE_COLUMNS, usageOf } from './scenario.js';

const RATE = 500;

export const cpu: Scenario = {
  title: (seconds) =>
    `CPU for each event and memory at ${RATE}/s for ${seconds} s, by process; PostgreSQL with all its processes.`,
  seconds: 4,
  contenders: EVERYONE,
  async measure({ load, contender, seconds }) {
    return usageOf(await runPhase(load, contender, { rate: RATE }, Math.ceil(RATE * seconds)));
  },
  columns: USAGE_COLUMNS,
};
