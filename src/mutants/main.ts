// npm run mutants -- [PATH…] [--workers N] [--every N] [--kind KIND…] [--also TEST-FOLDER…] [--json FILE]
//
// Checks whether the tests notice mistakes. It makes one small change after another to the sources, such as a removed
// statement, two swapped statements, or a condition that is always true. It runs the tests that reach the change, and
// lists the changes with which all of them pass. PATH is a file or a folder of src. By default, it is the four rooms
// between Slack and the app. Tests of built files do not see the changes, so they are not run.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withScope } from '../base/index.js';
import { findCoverage } from './coverage.js';
import { startDatabaseServer } from './database-server.js';
import { forEachOf } from './for-each-of.js';
import { judge } from './judge.js';
import { describeMutant, type Judged, toTable } from './report.js';
import { readSources } from './sources.js';
import { createTestRunner } from './test-run.js';
import { findTests } from './tests.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '2' },
    every: { type: 'string', default: '1' },
    kind: { type: 'string', multiple: true, default: [] },
    also: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
  },
});
const ROOMS = ['src/inbox', 'src/delivery', 'src/ingress', 'src/outbound'];
const paths = positionals.length > 0 ? positionals : ROOMS;
const workers = Number(values.workers);

await withScope(async (scope) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void scope.release().finally(() => process.exit(1)));
  const folder = await mkdtemp(join(tmpdir(), 'havoc-mutants-'));
  scope.onRelease(() => rm(folder, { recursive: true, force: true }));
  const runTests = createTestRunner(folder, await startDatabaseServer(folder, scope));

  const sources = (await Promise.all(paths.map(readSources))).flat();
  const tests = await findTests(paths, values.also);
  console.log(`${sources.length} sources, ${tests.length} test files`);
  const coverage = await forEachOf(tests, workers, (test) =>
    findCoverage(test, { sources, folder, runTests }),
  );

  const mutants = sources
    .flatMap((source) => source.mutants.map((mutant) => ({ source, mutant })))
    .filter(({ mutant }) => values.kind.length === 0 || values.kind.includes(mutant.kind))
    .filter((_, index) => index % Number(values.every) === 0);
  console.log(`${mutants.length} mutants`);
  let done = 0;
  const judged = await forEachOf(mutants, workers, async (one): Promise<Judged> => {
    const fate = await judge(one, { coverage, runTests });
    done++;
    if (fate !== 'killed') console.log(`${done}/${mutants.length} ${fate}: ${describeMutant(one)}`);
    else if (done % 50 === 0) console.log(`${done}/${mutants.length}`);
    return { ...one, fate };
  });

  console.log(`\n${toTable(judged)}`);
  if (values.json !== undefined) {
    const plain = judged.map(({ source, mutant, fate }) => ({ path: source.path, ...mutant, fate }));
    await writeFile(values.json, JSON.stringify(plain, undefined, 1));
  }
  await scope.release();
});
