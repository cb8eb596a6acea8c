import type { Grant } from '../installation.js';
import { writeBoltJs } from './bolt-js.js';
import { writeBoltPython } from './bolt-python.js';

/** A format in which installations can be written. */
export type ExportFormat = 'bolt-js' | 'bolt-python';

/**
 * Writes a grant as JSON lines, one for each person, with a line break at the end. Stored one after another, they make
 * the same installation in Bolt's stores. The text contains the tokens.
 */
export function writeInstallations(grant: Grant, format: ExportFormat): string {
  const installations = format === 'bolt-js' ? writeBoltJs(grant) : writeBoltPython(grant);
  return installations.map((one) => `${JSON.stringify(one)}\n`).join('');
}
