// npm run chaos:tokens -- [--rounds N] [--seed S] [--processes P]
//
// Lets a token expire N times while P processes need it, and kills the process that refreshes it. At the end, no token
// may be refreshed twice, or lost without a death between Slack's answer and the commit. The same seed makes the same
// plan.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createScope } from '../../base/index.js';
import { migrate, openDatabase } from '../../db/index.js';
import { startEmbeddedPostgres } from '../../dev/index.js';
import { newKey } from '../../vault/index.js';
import { VERSION } from '../../version.js';
import { runCampaign } from './campaign.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '6' },
  },
});
const numberOf = (name: keyof typeof values) => {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} is ${values[name]}. It must be a whole number above 0.`);
};

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
const scope = createScope();
const folder = await mkdtemp(join(tmpdir(), 'havoc-tokens-'));
// If this process runs as root, PostgreSQL runs as another user, which must be able to enter the folder.
await chmod(folder, 0o711);
scope.onRelease(() => rm(folder, { recursive: true }));
let isWell = false;
try {
  const [rounds, seed, processes] = [numberOf('rounds'), numberOf('seed'), numberOf('processes')];
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: true });
  scope.onRelease(() => server.stop());
  await migrate({ url: server.url, version: VERSION });
  const database = openDatabase({ url: server.url });
  scope.onRelease(() => database.close());
  const campaign = await runCampaign({
    database,
    databaseUrl: server.url,
    keys: newKey(new Date()),
    rounds,
    seed,
    processes,
    say: (line) => console.log(line),
    signal: stopping.signal,
  });
  const { deaths, refreshes, lost, wrong } = campaign;
  console.log(
    `Seed ${seed}: ${campaign.rounds} expirations, ${refreshes} refreshes, ${lost} tokens lost by a death between ` +
      `the answer and the commit.\nDeaths: ${deaths.before} before the call, ${deaths.after} after the answer, ` +
      `${deaths.anytime} at any time.`,
  );
  for (const what of wrong) console.log(`Wrong: ${what}`);
  isWell = wrong.length === 0 && !stopping.signal.aborted;
} catch (failure) {
  if (!stopping.signal.aborted) console.error(failure);
} finally {
  await scope.release();
}
process.exit(isWell ? 0 : 1);
