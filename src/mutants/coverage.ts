import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from './edits.js';
import type { Source } from './sources.js';
import type { RunTests } from './test-run.js';

/** What a test file did when nothing was wrong. */
export interface Coverage {
  test: string;
  tookMs: number;
  /** Probes that it passed, as `path#number`. */
  reached: Set<string>;
}

const PROBE = fileURLToPath(new URL('./probe.js', import.meta.url));
const MOST_MS = 240_000;

export const probeName = (path: string, probe: number): string => `${path}#${probe}`;

/**
 * Runs a test file against the sources with a probe in each block.
 *
 * @throws Error when it does not pass: a mutant could not be told from what is wrong anyway
 */
export async function findCoverage(
  test: string,
  { sources, folder, runTests }: { sources: readonly Source[]; folder: string; runTests: RunTests },
): Promise<Coverage> {
  const reachedFile = join(folder, `reached-${test.replaceAll('/', '-')}`);
  const edits = Object.fromEntries(sources.map((source) => [source.absolutePath, probesOf(source)]));
  const { how, tookMs, output } = await runTests({ tests: [test], edits, timeoutMs: MOST_MS, reachedFile });
  if (how !== 'passed') throw new Error(`${test} ${how} before anything was changed:\n${output}`);
  const written = await readFile(reachedFile, 'utf8').catch(() => '');
  await rm(reachedFile, { force: true });
  return { test, tookMs, reached: new Set(written.split('\n')) };
}

function probesOf({ path, probes }: Source): Edit[] {
  const name = (probe: number) => JSON.stringify(probeName(path, probe));
  return [
    { start: 0, end: 0, text: `import { reach as reachProbe } from ${JSON.stringify(PROBE)};` },
    ...probes.map(({ at }, probe) => ({ start: at, end: at, text: `\nreachProbe(${name(probe)});` })),
  ];
}
