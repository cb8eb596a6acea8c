import type { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Told of a value of no declared type: where it stood, as in `view.blocks[2].text`, and its field, as in `Block.text`. */
export type OnDropped = (path: string, field: string) => void;

/** Where the walk through an object is, and what it writes into. */
export interface Walk {
  writer: BinaryWriter;
  path: (string | number)[];
  onDropped: OnDropped | undefined;
}

/** Nothing that Slack sends comes near; what is nested deeper is dropped. */
const DEPTH_LIMIT = 100;

export function isTooDeep({ path }: Walk): boolean {
  return path.length > DEPTH_LIMIT;
}

/** Reports what is left out; false, so that whoever asks whether a value fits can answer with it. */
export function drop({ path, onDropped }: Walk, field: string): false {
  onDropped?.(
    path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join(''),
    field,
  );
  return false;
}
