import { resolve } from 'node:path';

/** The folder of this repository. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');
