import { runPhase } from '../phase.js';
import { EVERYONE, type LoadScenario, usageOf, usageTable } from './scenario.js';

const RATE = 500;

export const cpu: LoadScenario = {
  seconds: 10,
  contenders: EVERYONE,
  async measure({ load, contender, seconds }) {
    return usageOf(await runPhase(load, contender, { rate: RATE }, Math.ceil(RATE * seconds)));
  },
  tables: (seconds) => [usageTable(RATE, seconds)],
};
