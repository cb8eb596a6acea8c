import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findMutants, type Probe } from './find-mutants.js';
import type { FoundMutant } from './mutant.js';

/** A file of `src`, and its mutants. */
export interface Source {
  path: string;
  absolutePath: string;
  text: string;
  mutants: FoundMutant[];
  probes: Probe[];
}

/** Reads a file, or all files in a folder. */
export async function readSources(path: string): Promise<Source[]> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder
    ? (await readdir(path, { recursive: true })).map((name) => join(path, name))
    : [path];
  const paths = names.filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    paths.map(async (name) => {
      const text = await readFile(name, 'utf8');
      return { path: name, absolutePath: resolve(name), text, ...findMutants(name, text) };
    }),
  );
}
