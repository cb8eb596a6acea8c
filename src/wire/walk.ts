import type { BinaryWriter } from '@bufbuild/protobuf/wire';

/**
 * Told once for each field of which values were left out: where the first stood, as in `view.blocks[2].text`; the
 * field, as in `Block.text`; and how many values. Of the fields there are as many as the contract has, of the
 * places as many as whoever wrote the JSON likes.
 */
export type OnDropped = (path: string, field: string, count: number) => void;

/** Where the walk through an object is, and what it writes into. */
export interface Walk {
  writer: BinaryWriter;
  path: (string | number)[];
  /** How many messages of protobuf's stand around what is written: not every step of the path is one. */
  depth: number;
  /** By field. */
  drops: Map<string, { path: string; count: number }> | undefined;
}

/**
 * Most implementations of protobuf read messages that are nested 100 deep, and fail on the whole where there are
 * more. What stands around a payload on its way, and the few messages that one untyped value takes, come on top
 * of this. Nothing that Slack sends comes near; what is nested deeper is dropped.
 */
const MOST_NESTED = 90;

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

/** Notes what is left out; false, so that whoever asks whether a value fits can answer with it. */
export function drop({ path, drops }: Walk, field: string): false {
  const known = drops?.get(field);
  if (known) known.count++;
  else drops?.set(field, { path: textOf(path), count: 1 });
  return false;
}

function textOf(path: (string | number)[]): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}
