import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Of this havoc, as in `0.1.0`. */
export const VERSION: string = version;
