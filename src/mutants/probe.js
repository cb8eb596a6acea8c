// Loaded by sources with probes, in the process of the tests. Records which test passes which probe.
import { appendFileSync } from 'node:fs';

const written = new Set();

export function reach(probe) {
  // There is no current test while modules load, and in work that a test has left running.
  const { currentTestName = '' } = globalThis.expect?.getState() ?? {};
  const line = `${JSON.stringify([probe, currentTestName])}\n`;
  if (written.has(line)) return;
  written.add(line);
  appendFileSync(process.env.HAVOC_MUTANTS_REACHED, line);
}
