import type { IncomingMessage } from 'node:http';
import { HavocError } from '../../base/index.js';
import type { Unproved } from './unproved.js';

export interface ReadBodyOptions {
  request: IncomingMessage;
  limitBytes: number;
  unproved: Unproved;
}

/** A body that is being read. */
export interface Reading {
  /**
   * The whole body.
   *
   * @throws HavocError `body.too_large`, `body.too_fine`, `body.no_room`, `request.aborted`, or the error passed to
   * `fail`
   */
  body: Promise<Buffer>;
  /** Ends the reading. Does nothing once the body is whole. */
  fail(reason: HavocError): void;
  /** Returns the body's bytes to the budget. Call it once the request is verified or refused. */
  release(): void;
}

/** Smaller pieces are copied into shared blocks, because each Buffer has an overhead of some hundred bytes. */
const SMALL_BYTES = 2_048;
const BLOCK_BYTES = 8_192;
/**
 * The limits for bodies in tiny pieces. A piece takes about as much time as 1 KB of data. Slack's bodies come in pieces
 * of a packet or more.
 */
const MOST_FINE_PIECES = 512;
const FINE_BYTES = 16;

/** Reads a body within its size limit and within the budget of all unverified requests. */
export function readBody({ request, limitBytes, unproved }: ReadBodyOptions): Reading {
  const pieces: Buffer[] = [];
  let block: Buffer | undefined;
  let inBlock = 0;
  let sizeBytes = 0;
  let count = 0;
  let settle!: { resolve(body: Buffer): void; reject(reason: HavocError): void };
  const body = new Promise<Buffer>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const holding = unproved.hold(() => fail(noRoom()));

  function fail(reason: HavocError): void {
    stop();
    holding.end();
    pieces.length = 0;
    block = undefined;
    settle.reject(reason);
  }

  function stop(): void {
    request.off('data', add).off('end', finish).off('close', abort);
  }

  function add(piece: Buffer): void {
    const failure = keep(piece);
    if (failure) fail(failure);
  }

  function keep(piece: Buffer): HavocError | undefined {
    sizeBytes += piece.length;
    count++;
    if (sizeBytes > limitBytes) return tooLarge();
    if (count > MOST_FINE_PIECES && sizeBytes < count * FINE_BYTES) return tooFine();
    // The first piece is usually the whole body, so it is not copied.
    const isKept = count === 1 || piece.length >= SMALL_BYTES;
    const isNewBlock = !isKept && (block === undefined || inBlock + piece.length > block.length);
    if (isKept || isNewBlock) closeBlock();
    if ((isKept || isNewBlock) && !holding.grow(isKept ? piece.length : BLOCK_BYTES)) return noRoom();
    if (isKept) pieces.push(piece);
    else {
      block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
      inBlock += piece.copy(block, inBlock);
    }
    return undefined;
  }

  function closeBlock(): void {
    if (block) pieces.push(block.subarray(0, inBlock));
    block = undefined;
    inBlock = 0;
  }

  function finish(): void {
    stop();
    closeBlock();
    const [first] = pieces;
    settle.resolve(pieces.length === 1 && first ? first : Buffer.concat(pieces, sizeBytes));
  }

  function abort(): void {
    fail(aborted());
  }

  request.on('data', add).on('end', finish).on('close', abort);
  return { body, fail, release: holding.end };
}

export function tooLarge(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'body.too_large',
    message:
      'The body is larger than HAVOC_BODY_LIMIT_BYTES: raise the limit if Slack sent this. ' +
      'Slack’s bodies are usually smaller.',
  });
}

function tooFine(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'body.too_fine',
    message: 'The body comes in too many pieces of a few bytes each: send larger pieces.',
  });
}

function noRoom(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'body.no_room',
    message: 'Too many requests await the verification of their signature: send the request again.',
  });
}

function aborted(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'request.aborted',
    message: 'The connection closed before the whole request arrived.',
  });
}
