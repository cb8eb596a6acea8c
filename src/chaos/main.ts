// npm run chaos -- [--seconds N] [--seed S] [--rate N] [--keep]
//
// Runs two sidecars with one app each on a durable PostgreSQL, and injects faults. At the end, no envelope may be
// lost, settled twice or delivered out of order. The same seed gives the same faults at the same times.
import { setMaxListeners } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createScope } from '../base/index.js';
import { toReport } from './report.js';
import { run } from './run.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '40' },
    keep: { type: 'boolean', default: false },
  },
});
const numberOf = (name: 'seconds' | 'seed' | 'rate') => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} is ${values[name]}. It must be a whole number above 0.`);
};

const stopping = new AbortController();
setMaxListeners(0, stopping.signal);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
const scope = createScope();
const folder = await mkdtemp(join(tmpdir(), 'havoc-chaos-'));
// If this process runs as root, PostgreSQL runs as another user, which must be able to enter the folder.
await chmod(folder, 0o711);
console.log(`All files are in ${folder}`);
let isWell = false;
try {
  const [seconds, seed, rate] = [numberOf('seconds'), numberOf('seed'), numberOf('rate')];
  const say = (line: string) => console.log(line);
  const { balance, startedAt, crashes } = await run({
    seconds,
    seed,
    rate,
    folder,
    scope,
    signal: stopping.signal,
    say,
  });
  console.log(`\nSeed ${seed}, ${seconds} s\n${toReport(balance, startedAt)}`);
  for (const crash of crashes) console.log(`Unexpected: ${crash}`);
  isWell = balance.violations.length === 0 && crashes.length === 0 && !stopping.signal.aborted;
} catch (failure) {
  if (!stopping.signal.aborted) console.error(failure);
} finally {
  await scope.release();
}
if ((isWell || stopping.signal.aborted) && !values.keep) await rm(folder, { recursive: true });
else console.log(`The logs and notes of the processes are in ${folder}`);
// Pushes that wait for a retry need not be awaited.
process.exit(isWell ? 0 : 1);
