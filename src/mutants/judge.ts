import { type Coverage, probeName } from './coverage.js';
import type { FoundMutant } from './mutant.js';
import type { Fate } from './report.js';
import type { Source } from './sources.js';
import type { RunTests } from './test-run.js';

/** The number of test names that fit into one command line. */
const MOST_NAMES = 200;
/** If the tests take this many times as long as without the mutant, the mutant counts as noticed. */
const SLOWER = 3;
const GRACE_MS = 20_000;

/**
 * Runs the tests that reach a mutant, those of fast files first, until one of them fails. If none fails, runs the
 * other tests of these files too, because work that one test leaves running may be recorded for another.
 */
export async function judge(
  { source, mutant }: { source: Source; mutant: FoundMutant },
  { coverage, runTests }: { coverage: readonly Coverage[]; runTests: RunTests },
): Promise<Fate> {
  const probe = probeName(source.path, mutant.probe);
  const met = coverage.filter(({ reached }) => reached.has(probe)).toSorted((a, b) => a.tookMs - b.tookMs);
  if (met.length === 0) return 'not reached';
  const run = {
    tests: met.map(({ test }) => test),
    edits: { [source.absolutePath]: [mutant] },
    timeoutMs: met.reduce((sum, { tookMs }) => sum + tookMs, 0) * SLOWER + GRACE_MS,
  };
  const names = [...new Set(met.flatMap(({ reached }) => [...(reached.get(probe) ?? [])]))];
  const isTelling = !names.includes('') && names.length <= MOST_NAMES;
  let { how } = await runTests(isTelling ? { ...run, names } : run);
  if (how === 'passed' && isTelling) ({ how } = await runTests(run));
  return how === 'passed' ? 'survived' : how === 'failed' ? 'killed' : 'timed out';
}
