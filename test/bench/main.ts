// npm run bench [-- --json] [--rounds N] [--seconds N]
//
// From Slack's signed request to the app's handler: bare Bolt, which stores nothing, and havoc, which commits
// every event before it acknowledges. Rounds alternate on one machine; medians and spreads over the rounds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withScope } from '../../src/base/index.js';
import { startLocalSlack } from '../../src/local-slack/index.js';
import { type Contender, startBolt, startHavoc } from './contenders.js';
import { percentile, type Round, summarise, toTable } from './figures.js';
import { type Load, loadAsFastAsItGoes, loadAtRate } from './load.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
  },
});
const seconds = Number(values.seconds);
const CONNECTIONS = 32;
const RATE = 500;

/** Everything that was acknowledged is waited for: what is handled late counts as late. */
async function untilHandled(
  contender: Contender,
  load: Load,
): Promise<{ latencies: number[]; tookMs: number }> {
  const latencies: number[] = [];
  const startedMs = performance.now();
  while (latencies.length < load.acknowledged && performance.now() - startedMs < 60_000) {
    latencies.push(...(await contender.ask()).latencies);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { latencies, tookMs: performance.now() - startedMs };
}

async function measure(contender: Contender): Promise<Round> {
  const full = await loadAsFastAsItGoes(contender.target, CONNECTIONS, seconds);
  const handled = await untilHandled(contender, full);
  const steady = await loadAtRate(contender.target, RATE, seconds);
  const { latencies } = await untilHandled(contender, steady);
  return {
    acknowledgedPerSecond: full.acknowledged / full.seconds,
    handledPerSecond: handled.latencies.length / (full.seconds + handled.tookMs / 1000),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    failed: full.failed + steady.failed,
    unhandled: full.acknowledged + steady.acknowledged - handled.latencies.length - latencies.length,
  };
}

await withScope(async (scope) => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-bench-'));
  scope.onRelease(() => rm(folder, { recursive: true, force: true }));
  const local = await startLocalSlack();
  scope.onRelease(() => local.close());
  const contenders = [await startBolt(local, scope), await startHavoc(local, folder, scope)];
  const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (const contender of contenders) {
    const warmUp = await loadAsFastAsItGoes(contender.target, CONNECTIONS, 2);
    await untilHandled(contender, warmUp);
  }
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const contender of contenders) {
      process.stderr.write(`round ${round}: ${contender.name}\n`);
      rounds.get(contender)?.push(await measure(contender));
    }
  }
  const summary = contenders.map((contender) => ({
    name: contender.name,
    ...summarise(rounds.get(contender) ?? []),
  }));
  console.log(values.json ? JSON.stringify(summary, null, 2) : toTable(summary, RATE));
  await scope.release();
});
