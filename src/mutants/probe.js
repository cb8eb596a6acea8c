// Loaded by sources with probes, in the process of the tests: writes down which test passes which probe.
import { appendFileSync } from 'node:fs';

const written = new Set();

export function reach(probe) {
  // Outside of any test when modules are loaded, and in what a test left running.
  const { currentTestName = '' } = globalThis.expect?.getState() ?? {};
  const line = `${JSON.stringify([probe, currentTestName])}\n`;
  if (written.has(line)) return;
  written.add(line);
  appendFileSync(process.env.HAVOC_MUTANTS_REACHED, line);
}
