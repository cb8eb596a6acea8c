import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { isObject } from '../../base/index.js';
import { badSeed } from './bad-seed.js';
import { toWorldSeed, type WorldSeed } from './seed.js';
import { toMistakes } from './seed-mistakes.js';
import { workspaceSeed, worldSeed } from './seed-schema.js';

const MODULES = ['.js', '.mjs', '.ts', '.mts'];

/**
 * Reads a seed: a YAML or JSON file, or a module whose default export is one. A seed is one workspace or a world of
 * several. TypeScript needs a Node.js that can load it, 22.18 or newer.
 *
 * @throws HavocError `local_slack.bad_seed` (invalid_argument), whose message lists all mistakes
 */
export async function readSeed(path: string): Promise<WorldSeed> {
  return checkSeed(MODULES.includes(extname(path)) ? await load(path) : await parseFile(path), path);
}

/** @param where the seed, in the error message */
export function checkSeed(given: unknown, where: string): WorldSeed {
  const isWorld = isObject(given) && 'workspaces' in given;
  const { data, error } = (isWorld ? worldSeed : workspaceSeed).safeParse(given, { reportInput: true });
  if (data) return toWorldSeed(data);
  throw badSeed(toMistakes(error.issues), { where });
}

async function parseFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw badSeed(`${path} cannot be read: ${reasonOf(cause)}.`, { cause });
  });
  try {
    return parse(text);
  } catch (cause) {
    throw badSeed(`${path} is not YAML: ${reasonOf(cause)}`, { cause });
  }
}

async function load(path: string): Promise<unknown> {
  try {
    const loaded: unknown = await import(pathToFileURL(resolve(path)).href);
    return isObject(loaded) ? loaded.default : undefined;
  } catch (cause) {
    const hint = path.endsWith('ts')
      ? ' TypeScript needs Node.js 22.18 or newer; YAML works everywhere.'
      : '';
    throw badSeed(`${path} cannot be loaded: ${reasonOf(cause)}.${hint}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trimEnd().replace(/\.$/, '');
}
