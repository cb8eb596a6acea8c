import type { Shape } from './shape.js';

/** A message's shape, and the way to its bytes and back. */
export interface Codec {
  shape: Shape;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

/** A Web API method in the contract. */
export interface Method {
  /** As in `chat.postMessage`. */
  method: string;
  /** As in `slack.chat.v1.Chat`. */
  service: string;
  /** Of the rpc, as in `/slack.chat.v1.Chat/PostMessage`. */
  path: string;
  request: Codec;
  response: Codec;
}

/** What ts-proto makes of a message, as far as a codec needs it. */
interface Coder {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

export function codec(shape: Shape | undefined, coder: Coder): Codec {
  if (!shape) throw new Error('A message has no shape: run npm run generate.');
  return { shape, encode: (message) => coder.encode(message), decode: (bytes) => coder.decode(bytes) };
}
