// Loaded by sources with probes, in the process of the tests: writes down the probes that are passed.
import { appendFileSync } from 'node:fs';

const passed = new Set();

export function reach(probe) {
  if (passed.has(probe)) return;
  passed.add(probe);
  appendFileSync(process.env.HAVOC_MUTANTS_REACHED, `${probe}\n`);
}
