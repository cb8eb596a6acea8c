import type { Metrics } from '../figures.js';
import { runPhase } from '../phase.js';
import { type Column, EVERYONE, type LoadScenario, usageOf, usageTable } from './scenario.js';

const RATES = [100, 500, 1000];
/** The rate for comparisons, and for the figures of CPU and memory. */
const COMPARED_RATE = 500;

const handlerAt = (rate: number): Column => ({
  title: `handler at ${rate}/s`,
  metric: `p50_${rate}`,
  and: `p99_${rate}`,
  digits: 1,
  compared: rate === COMPARED_RATE,
});
const ackAt = (rate: number): Column => ({
  title: `ack at ${rate}/s`,
  metric: `ack_p50_${rate}`,
  and: `ack_p99_${rate}`,
  digits: 1,
});

export const latency: LoadScenario = {
  seconds: 2,
  contenders: EVERYONE,
  async measure({ load, contender, seconds }) {
    const metrics: Metrics = {};
    let bad = 0;
    for (const rate of RATES) {
      const phase = await runPhase(load, contender, { rate }, Math.ceil(rate * seconds));
      const { handler, ack, failed, lost } = phase;
      if (rate === COMPARED_RATE) Object.assign(metrics, usageOf(phase));
      metrics[`p50_${rate}`] = handler.p50;
      metrics[`p99_${rate}`] = handler.p99;
      metrics[`ack_p50_${rate}`] = ack.p50;
      metrics[`ack_p99_${rate}`] = ack.p99;
      bad += failed + lost;
    }
    return { ...metrics, bad };
  },
  tables: (seconds) => [
    {
      title: `Milliseconds from Slack's request to the handler and to the acknowledgement, p50 / p99, at steady rates for ${seconds} s each; multiples are of p99.`,
      columns: [
        ...RATES.map(handlerAt),
        ...RATES.map(ackAt),
        { title: 'failed or lost', metric: 'bad', digits: 0 },
      ],
    },
    usageTable(COMPARED_RATE, seconds),
  ],
};
