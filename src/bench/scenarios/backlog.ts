import { setTimeout as wait } from 'node:timers/promises';
import { startBenchApp } from '../app.js';
import { countBurnt, fillBacklog } from '../backlog-rows.js';
import { nowMs } from '../clock.js';
import { type Contender, type Surroundings, startHavoc } from '../contenders.js';
import type { LoadScenario } from './scenario.js';

const DATABASE = 'backlog';
const CONVERSATIONS = [10, 200, 100_000];
const AGES = { young: 0, 'an hour old': 3_600 };

/** The backlog when an app starts. */
interface Case {
  conversations: number;
  ageSeconds: number;
  around: Surroundings;
}

const cases = new Map<Contender, Case>();

export const backlog: LoadScenario = {
  seconds: 10,
  contenders: ['http'],
  isCold: true,
  async start(around, scope) {
    const havoc = await startHavoc({ name: 'havoc', database: DATABASE, kind: 'http' }, around, scope);
    await havoc.app.stop();
    const contenders: Contender[] = [];
    for (const order of ['ordered', 'unordered']) {
      const env = { HAVOC_ADDRESS: havoc.address, BENCH_ORDER: order };
      const app = await startBenchApp('./havoc-app.js', env, scope);
      await app.stop();
      for (const conversations of CONVERSATIONS)
        for (const [age, ageSeconds] of Object.entries(AGES)) {
          const name = `${order}, ${conversations.toLocaleString('en')} conversations, ${age}`;
          const contender = { ...havoc, name, app };
          cases.set(contender, { conversations, ageSeconds, around });
          contenders.push(contender);
        }
    }
    return contenders;
  },
  async measure({ contender, seconds, backlogRows }) {
    const found = cases.get(contender);
    if (!found) throw new Error(`${contender.name} was not started.`);
    const { conversations, ageSeconds, around } = found;
    const { local, databases } = around;
    const url = databases.urlOf(DATABASE);
    await fillBacklog(url, {
      rows: backlogRows,
      conversations,
      ageSeconds,
      team: local.team.id,
      user: local.people()[0]?.id ?? '',
      channel: local.channels().find(({ is_private }) => !is_private)?.id ?? '',
    });
    const { app } = contender;
    await app.start();
    const connectedMs = nowMs();
    await wait(seconds * 1000);
    const { serials, times } = await app.report();
    const burnt = await countBurnt(url);
    await app.stop();
    const firstMs = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
    const inTime = times.filter((at) => at < firstMs + seconds * 1000).length;
    return {
      first: Math.max(0, firstMs - connectedMs),
      rate: inTime / seconds,
      twice: serials.length - new Set(serials).size,
      burnt,
    };
  },
  tables: (seconds) => [
    {
      title: `An app connects to a backlog, and is served for ${seconds} s.`,
      columns: [
        { title: 'first after ms', metric: 'first', digits: 0 },
        { title: 'events/s', metric: 'rate', digits: 0 },
        { title: 'handled twice', metric: 'twice', digits: 0 },
        { title: 'attempts burnt', metric: 'burnt', digits: 0 },
      ],
    },
  ],
};
