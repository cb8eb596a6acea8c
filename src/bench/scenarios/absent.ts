import { nowMs } from '../clock.js';
import { acknowledgedOf, judge, runPhase, untilHandled } from '../phase.js';
import { startMeter } from '../usage.js';
import type { LoadScenario } from './scenario.js';

const RATE = 500;

export const absent: LoadScenario = {
  seconds: 60,
  contenders: ['http', 'socket'],
  async measure({ load, contender, seconds }) {
    const { app, door } = contender;
    const count = Math.ceil(RATE * seconds);
    const present = await runPhase(load, contender, { rate: RATE }, count);

    await load.prepare(door, count);
    const { sidecar = 0 } = contender.roles();
    await app.stop();
    const meter = await startMeter({ sidecar });
    const sent = await load.run({ rate: RATE });
    const { sidecar: used } = await meter.end();
    await app.start();
    const backMs = nowMs();
    await untilHandled(contender, acknowledgedOf(sent));
    const noted = await app.report();
    const { ack, failed, lost, twice } = judge(sent, noted);
    const drainMs = noted.times.reduce((last, at) => Math.max(last, at), backMs) - backMs;
    return {
      present_p50: present.ack.p50,
      present_p99: present.ack.p99,
      absent_p50: ack.p50,
      absent_p99: ack.p99,
      ratio: ack.p99 / present.ack.p99,
      failed: failed + lost,
      twice,
      sidecar_mb: (used?.bytes ?? 0) / 1024 / 1024,
      drain: (noted.times.length / drainMs) * 1000,
    };
  },
  tables: (seconds) => [
    {
      title: `Acknowledgement at ${RATE}/s for ${seconds} s with the app and for ${seconds} s without it, then the app's return.`,
      columns: [
        { title: 'ack p50 with', metric: 'present_p50', digits: 1 },
        { title: 'ack p99 with', metric: 'present_p99', digits: 1 },
        { title: 'ack p50 without', metric: 'absent_p50', digits: 1 },
        { title: 'ack p99 without', metric: 'absent_p99', digits: 1 },
        { title: 'p99 without ÷ with', metric: 'ratio', digits: 2 },
        { title: 'failed or lost', metric: 'failed', digits: 0 },
        { title: 'handled twice', metric: 'twice', digits: 0 },
        { title: 'sidecar MB', metric: 'sidecar_mb', digits: 0 },
        { title: 'drained/s', metric: 'drain', digits: 0 },
      ],
    },
  ],
};
