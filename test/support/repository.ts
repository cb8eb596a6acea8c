import { resolve } from 'node:path';

/** This repository's folder. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');
