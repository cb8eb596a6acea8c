import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Json } from '../base/index.js';
import { Residue } from './residue.js';

/** The position of the encoder in the JSON, and the writers that it writes to. */
export interface Walk {
  writer: BinaryWriter;
  path: (string | number)[];
  /** How many protobuf messages enclose the current position. Not every step of the path is a message. */
  depth: number;
  residue: Residue;
}

/**
 * The deepest level that is written as messages. Deeper values go into the residue. Most implementations of protobuf
 * read up to 100 levels and reject a whole message with more. The messages around a payload, and the few levels of one
 * untyped value, come on top of this figure. No payload of Slack comes near this limit.
 */
const MOST_NESTED = 90;

export function createWalk(root: Json): Walk {
  return { writer: new BinaryWriter(), path: [], depth: 0, residue: new Residue(root) };
}

export function isTooDeep({ depth }: Walk): boolean {
  return depth > MOST_NESTED;
}

/** Begins a message inside the current one. The caller has written its tag. */
export function open(walk: Walk): void {
  walk.writer.fork();
  walk.depth++;
}

/** Ends the message that was opened last. */
export function close(walk: Walk): void {
  walk.writer.join();
  walk.depth--;
}

/** Returns the residue's place for a key that the typed message does not have. The last key needs none. */
export function placeOf(at: number, keys: readonly string[]): number | undefined {
  return at < keys.length - 1 ? at : undefined;
}

/** Adds a value to the residue, at the current path. `place` is for a key that the typed message does not have. */
export function keep({ path, residue }: Walk, value: unknown, place?: number): void {
  residue.add(path, value, place);
}
