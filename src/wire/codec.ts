import { type BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { decodeJson, readMessage } from './decode.js';
import { type EncodeOptions, encodeJson } from './encode.js';
import type { Json } from './json.js';
import type { Shape } from './shape.js';

/** The way of one message between Slack's JSON and the wire. */
export interface Codec {
  shape: Shape;
  /**
   * Null is absent, what the contract does not declare is left out, what has an undeclared type is left out and
   * reported. Never throws, whatever the JSON.
   */
  encode(json: unknown, options?: EncodeOptions): Uint8Array;
  /** @throws where the bytes are no message */
  decode(bytes: Uint8Array): Json;
}

/** A Web API method in the contract. */
export interface Method {
  /** As in `chat.postMessage`. */
  method: string;
  /** As in `havoc.slack.chat.v1.Chat`. */
  service: string;
  /** Of the rpc, as in `/havoc.slack.chat.v1.Chat/PostMessage`. */
  path: string;
  /** Of the rpc that streams the answers of all pages, where the method has pages told apart by a cursor. */
  pagesPath?: string;
  request: Codec;
  response: Codec;
}

/** What ts-proto's code calls where one of its messages holds one of Slack's. */
export interface Coder {
  encode(json: Json, writer?: BinaryWriter): BinaryWriter;
  decode(reader: BinaryReader, length: number): Json;
}

const AHEAD = Symbol('encoded ahead');

/** @throws where the shape is not there */
export function codec(shape: Shape | undefined): Codec {
  const found = existing(shape);
  return {
    shape: found,
    encode: (json, options) => encodeJson(found, json, options),
    decode: (bytes) => decodeJson(found, bytes),
  };
}

/** @throws where the shape is not there */
export function coder(shape: Shape | undefined): Coder {
  const found = existing(shape);
  return {
    encode: (json, writer = new BinaryWriter()) => writer.raw(aheadOf(json) ?? encodeJson(found, json)),
    decode: (reader, length) => readMessage(found, reader, reader.pos + length, 0),
  };
}

/**
 * Slack's JSON with its bytes beside it: a coder takes these. So whoever makes a message that holds it hears what
 * was left out, and the stream that sends it has less to do.
 */
export function encodeAhead({ encode }: Codec, json: Json, options?: EncodeOptions): Json {
  return { ...json, [AHEAD]: encode(json, options) };
}

function aheadOf(json: { [AHEAD]?: unknown }): Uint8Array | undefined {
  const bytes = json[AHEAD];
  return bytes instanceof Uint8Array ? bytes : undefined;
}

function existing(shape: Shape | undefined): Shape {
  if (!shape) throw new Error('A message has no shape: run npm run generate.');
  return shape;
}
