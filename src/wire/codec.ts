import { type BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { HavocError, type Json } from '../base/index.js';
import { decodeJson, readMessage } from './decode.js';
import { encodeJson } from './encode.js';
import type { Shape } from './shape.js';

/** The way of one message between Slack's JSON and the wire. Decoded, it is the same JSON again. */
export interface Codec {
  shape: Shape;
  /** Takes JSON as JSON.parse makes it, and bytes. What is no object becomes an empty message. */
  encode(json: unknown): Uint8Array;
  /** @throws where the bytes are no message; HavocError `wire.bad_residue` (invalid_argument) */
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
  /** Throws nothing for a bad residue, which would end the stream that the message came on: see `checked`. */
  decode(reader: BinaryReader, length: number): Json;
}

const AHEAD = Symbol('encoded ahead');
const FAULT = Symbol('why the residue was not applied');

/** @throws where the shape is not there */
export function codec(shape: Shape | undefined): Codec {
  const found = existing(shape);
  return {
    shape: found,
    encode: (json) => encodeJson(found, json),
    decode: (bytes) => decodeJson(found, bytes),
  };
}

/** @throws where the shape is not there */
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
 * JSON that a coder has read.
 *
 * @throws HavocError `wire.bad_residue` (invalid_argument)
 */
export function checked(json: Json): Json {
  const { [FAULT]: fault }: { [FAULT]?: unknown } = json;
  if (fault instanceof HavocError) throw fault;
  return json;
}

/** Slack's JSON with its bytes beside it. A coder writes these, so the stream that sends it has less to do. */
export function encodeAhead({ encode }: Codec, json: Json): Json {
  return { ...json, [AHEAD]: encode(json) };
}

function aheadOf(json: { [AHEAD]?: unknown }): Uint8Array | undefined {
  const bytes = json[AHEAD];
  return bytes instanceof Uint8Array ? bytes : undefined;
}

function existing(shape: Shape | undefined): Shape {
  if (!shape) throw new Error('A message has no shape: run npm run generate.');
  return shape;
}
