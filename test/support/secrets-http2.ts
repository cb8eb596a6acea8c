import { headerTexts } from './secrets-hpack.js';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const FRAME_HEADER_BYTES = 9;
const [DATA, HEADERS, CONTINUATION] = [0x0, 0x1, 0x9];
const [END_HEADERS, PADDED, PRIORITY] = [0x4, 0x8, 0x20];

/**
 * Reads what one end of an HTTP/2 connection has sent: the data of each stream in one piece, the names and values of
 * headers, and the content of all other frames.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc9113
 */
export function readHttp2(sent: Buffer): Buffer[] {
  const data = new Map<number, Buffer[]>();
  const rest: Buffer[] = [];
  let block: Buffer[] = [];
  let at = sent.subarray(0, PREFACE.length).equals(PREFACE) ? PREFACE.length : 0;
  while (at + FRAME_HEADER_BYTES <= sent.length) {
    const content = at + FRAME_HEADER_BYTES;
    const end = content + sent.readUIntBE(at, 3);
    const [type = 0, flags = 0] = sent.subarray(at + 3, at + 5);
    const stream = sent.readUInt32BE(at + 5) & 0x7fffffff;
    const frame = sent.subarray(content, end);
    at = end;
    if (type === DATA) {
      const pieces = data.get(stream) ?? [];
      pieces.push(withoutPadding(frame, flags));
      data.set(stream, pieces);
    } else if (type === HEADERS || type === CONTINUATION) {
      const isFirst = type === HEADERS;
      const fragment = isFirst ? withoutPadding(frame, flags) : frame;
      block.push(isFirst && flags & PRIORITY ? fragment.subarray(5) : fragment);
      if ((flags & END_HEADERS) === 0) continue;
      rest.push(...headerTexts(Buffer.concat(block)));
      block = [];
    } else {
      rest.push(frame);
    }
  }
  return [...[...data.values()].map((pieces) => Buffer.concat(pieces)), ...rest];
}

function withoutPadding(frame: Buffer, flags: number): Buffer {
  return flags & PADDED ? frame.subarray(1, frame.length - (frame[0] ?? 0)) : frame;
}
