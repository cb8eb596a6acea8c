import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Packages that are written by hand; buf.gen.yaml makes code of them. */
const BY_HAND = ['havoc/v1', 'havoc/slack/v1'];
/** What others make there. */
const ELSEWHERE = ['src/gen/google/', 'src/gen/prisma/'];

/**
 * Tells which files of proto/ and src/gen/ are written by hand, made from this contract, or made by others. All else
 * there is of an older layout.
 */
export async function madeHere(files: ReadonlyMap<string, string>): Promise<(path: string) => boolean> {
  const byHand = await Promise.all(BY_HAND.map(protosIn));
  const made = new Set([
    ...files.keys(),
    ...byHand.flat().flatMap((name) => [`proto/${name}.proto`, `src/gen/${name}.ts`]),
  ]);
  return (path) => {
    const name = path.replaceAll('\\', '/');
    return made.has(name) || ELSEWHERE.some((folder) => name.startsWith(folder));
  };
}

/** As in `havoc/v1/events`. */
async function protosIn(pkg: string): Promise<string[]> {
  const entries = await readdir(join('proto', pkg));
  return entries.flatMap((entry) => (entry.endsWith('.proto') ? `${pkg}/${entry.slice(0, -6)}` : []));
}
