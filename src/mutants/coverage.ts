import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from './edits.js';
import type { Source } from './sources.js';
import type { RunTests } from './test-run.js';

/** The run of a test file without any mutant. */
export interface Coverage {
  test: string;
  tookMs: number;
  /**
   * The names of the tests that reached each probe. The key is the probe as `path#number`. An empty name stands for
   * code outside of tests.
   */
  reached: Map<string, Set<string>>;
}

const PROBE = fileURLToPath(new URL('./probe.js', import.meta.url));
const MOST_MS = 240_000;

export const probeName = (path: string, probe: number): string => `${path}#${probe}`;

/**
 * Runs a test file against the sources with a probe in each block.
 *
 * @throws Error if a test fails, since its failure with a mutant would then prove nothing
 */
export async function findCoverage(
  test: string,
  { sources, folder, runTests }: { sources: readonly Source[]; folder: string; runTests: RunTests },
): Promise<Coverage> {
  const reachedFile = join(folder, `reached-${test.replaceAll('/', '-')}`);
  const edits = Object.fromEntries(sources.map((source) => [source.absolutePath, probesOf(source)]));
  const { how, tookMs, output } = await runTests({ tests: [test], edits, timeoutMs: MOST_MS, reachedFile });
  if (how !== 'passed') throw new Error(`${test} ${how} without any mutant. Fix it first:\n${output}`);
  const written = await readFile(reachedFile, 'utf8').catch(() => '');
  await rm(reachedFile, { force: true });
  const reached: Coverage['reached'] = new Map();
  for (const line of written.split('\n').filter((one) => one !== '')) {
    const [probe, name] = JSON.parse(line) as [string, string];
    reached.set(probe, (reached.get(probe) ?? new Set()).add(name));
  }
  return { test, tookMs, reached };
}

function probesOf({ path, probes }: Source): Edit[] {
  const name = (probe: number) => JSON.stringify(probeName(path, probe));
  return [
    { start: 0, end: 0, text: `import { reach as reachProbe } from ${JSON.stringify(PROBE)};` },
    ...probes.map(({ at }, probe) => ({ start: at, end: at, text: `\nreachProbe(${name(probe)});` })),
  ];
}
