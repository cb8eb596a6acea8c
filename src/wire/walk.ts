import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Json } from '../base/index.js';
import { Residue } from './residue.js';

/** Where the walk through an object is, and what it writes into. */
export interface Walk {
  writer: BinaryWriter;
  path: (string | number)[];
  /** How many messages of protobuf's stand around what is written: not every step of the path is one. */
  depth: number;
  residue: Residue;
}

/**
 * Most implementations of protobuf read messages that are nested 100 deep, and fail on the whole where there are
 * more. What stands around a payload on its way, and the few messages that one untyped value takes, come on top
 * of this. Nothing that Slack sends comes near; what is nested deeper goes into the residue.
 */
const MOST_NESTED = 90;

export function createWalk(root: Json): Walk {
  return { writer: new BinaryWriter(), path: [], depth: 0, residue: new Residue(root) };
}

export function isTooDeep({ depth }: Walk): boolean {
  return depth > MOST_NESTED;
}

/** Begins a message inside the one that is written; its tag stands there already. */
export function open(walk: Walk): void {
  walk.writer.fork();
  walk.depth++;
}

/** Ends the message that was begun last. */
export function close(walk: Walk): void {
  walk.writer.join();
  walk.depth--;
}

/** The place of a key that the typed message does not have; absent of the last, which needs none. */
export function placeOf(at: number, keys: readonly string[]): number | undefined {
  return at < keys.length - 1 ? at : undefined;
}

/** Puts a value into the residue, under the path where the walk is; with `placeOf` its key where that is not written. */
export function keep({ path, residue }: Walk, value: unknown, place?: number): void {
  residue.add(path, value, place);
}
