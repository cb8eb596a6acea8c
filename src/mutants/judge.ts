import { type Coverage, probeName } from './coverage.js';
import type { FoundMutant } from './mutant.js';
import type { Fate } from './report.js';
import type { Source } from './sources.js';
import type { RunTests } from './test-run.js';

/** A mutant may make the tests slower than this many times what they took before; then it counts as noticed. */
const SLOWER = 3;
const GRACE_MS = 20_000;

/** Runs the tests that come across a mutant, the quick ones first, until one of them fails. */
export async function judge(
  { source, mutant }: { source: Source; mutant: FoundMutant },
  { coverage, runTests }: { coverage: readonly Coverage[]; runTests: RunTests },
): Promise<Fate> {
  const met = coverage
    .filter(({ reached }) => reached.has(probeName(source.path, mutant.probe)))
    .toSorted((a, b) => a.tookMs - b.tookMs);
  if (met.length === 0) return 'not reached';
  const { how } = await runTests({
    tests: met.map(({ test }) => test),
    edits: { [source.absolutePath]: [mutant] },
    timeoutMs: met.reduce((sum, { tookMs }) => sum + tookMs, 0) * SLOWER + GRACE_MS,
  });
  return how === 'passed' ? 'survived' : how === 'failed' ? 'killed' : 'timed out';
}
