import { type BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { HavocError, type Json } from '../base/index.js';
import { decodeJson, readMessage } from './decode.js';
import { encodeJson } from './encode.js';
import type { Shape } from './shape.js';

/** Encodes Slack's JSON as one kind of message and decodes it. Decoding returns the same JSON that was encoded. */
export interface Codec {
  shape: Shape;
  /**
   * Encodes a value as JSON.parse returns it. The value may also contain bytes. A value that is not an object becomes
   * an empty message.
   */
  encode(json: unknown): Uint8Array;
  /** @throws Error if the bytes are not a message; HavocError `wire.bad_residue` (invalid_argument) */
  decode(bytes: Uint8Array): Json;
}

/** A Web API method in the contract. */
export interface Method {
  /** Slack's name, such as `chat.postMessage`. */
  method: string;
  /** The gRPC service, such as `havoc.slack.chat.v1.Chat`. */
  service: string;
  /** The path of the rpc, such as `/havoc.slack.chat.v1.Chat/PostMessage`. */
  path: string;
  /** The path of the rpc that streams the answers of all pages. Only methods that page with a cursor have one. */
  pagesPath?: string;
  request: Codec;
  response: Codec;
}

/** Encodes and decodes a Slack message inside a ts-proto message. The code that ts-proto generates calls it. */
export interface Coder {
  encode(json: Json, writer?: BinaryWriter): BinaryWriter;
  /** Does not throw for a bad residue, since that would end the whole stream. `checked` throws it later. */
  decode(reader: BinaryReader, length: number): Json;
}

const AHEAD = Symbol('encoded ahead');
const FAULT = Symbol('why the residue was not applied');

/** @throws Error if `shape` is undefined */
export function codec(shape: Shape | undefined): Codec {
  const found = existing(shape);
  return {
    shape: found,
    encode: (json) => encodeJson(found, json),
    decode: (bytes) => decodeJson(found, bytes),
  };
}

/** @throws Error if `shape` is undefined */
export function coder(shape: Shape | undefined): Coder {
  const found = existing(shape);
  return {
    encode: (json, writer = new BinaryWriter()) => writer.raw(aheadOf(json) ?? encodeJson(found, json)),
    decode(reader, length) {
      const end = reader.pos + length;
      try {
        return readMessage(found, reader, end, 0);
      } catch (thrown) {
        if (!(thrown instanceof HavocError)) throw thrown;
        return Object.defineProperty({}, FAULT, { value: thrown });
      }
    },
  };
}

/**
 * Returns JSON that a coder decoded, or throws the error that the coder held back.
 *
 * @throws HavocError `wire.bad_residue` (invalid_argument)
 */
export function checked(json: Json): Json {
  const { [FAULT]: fault }: { [FAULT]?: unknown } = json;
  if (fault instanceof HavocError) throw fault;
  return json;
}

/** Returns a copy of the JSON with its encoded bytes attached. A coder writes those bytes instead of encoding again. */
export function encodeAhead({ encode }: Codec, json: Json): Json {
  return { ...json, [AHEAD]: encode(json) };
}

function aheadOf(json: { [AHEAD]?: unknown }): Uint8Array | undefined {
  const bytes = json[AHEAD];
  return bytes instanceof Uint8Array ? bytes : undefined;
}

function existing(shape: Shape | undefined): Shape {
  if (!shape) throw new Error('A message has no shape. Run npm run generate.');
  return shape;
}
