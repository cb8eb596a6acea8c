import { HavocError } from '../base/index.js';
import { type SlackAnswer, SlackRefusal } from '../slack/index.js';

type Args = Record<string, unknown>;

/**
 * One message that grows. It is in one of these states:
 *
 *   gathering  Nothing is in Slack yet. Enough text, a chunk, or the end → growing.
 *   growing    chat.startStream was answered: what comes is appended.
 *   ended      chat.stopStream was called, for good.
 *
 * Calls are made one after another. Text is gathered up to a size, and goes in pieces that Slack takes.
 */
export interface ChatStream {
  /** @throws SlackRefusal, and as Send does */
  append(args: Args): Promise<void>;
  /** Sends what is gathered, and ends the message. */
  stop(args?: Args): Promise<{ channel: string; ts: string; stopped: SlackAnswer }>;
  /** Whether a message stands in Slack that still has to be ended. */
  isGrowing(): boolean;
}

export interface ChatStreamOptions {
  /** Calls one of the chat methods for whom the stream is. */
  call: (method: string, args: Args) => Promise<SlackAnswer>;
  /** What chat.startStream is to be called with; its text counts as the first that is appended. */
  start: Args;
  /** In characters; 256 where absent. */
  bufferSize?: number;
}

/** Of one call's text. docs.slack.dev/reference/methods/chat.appendStream */
const MOST_CHARACTERS = 12_000;

export function createChatStream({ call, start, bufferSize = 256 }: ChatStreamOptions): ChatStream {
  const { markdown_text, chunks, ...opening } = start;
  const channel = String(opening.channel ?? '');
  let gathered = textOf(markdown_text);
  const firstChunks = listOf(chunks);
  let ts: string | undefined;
  let ended = false;

  async function append(args: Args): Promise<void> {
    const { markdown_text: text, chunks: given, ...others } = args;
    gathered += textOf(text);
    const more = [...firstChunks.splice(0), ...listOf(given)];
    if (gathered.length < bufferSize && more.length === 0) return;
    const pieces = take();
    const last = [...pieces.splice(-1).map(toChunk), ...more];
    for (const piece of pieces) await grow({ chunks: [toChunk(piece)] });
    await grow({ ...others, chunks: last });
  }

  async function stop(args: Args = {}) {
    const { markdown_text: text, chunks: given, ...others } = args;
    gathered += textOf(text);
    const more = [...firstChunks.splice(0), ...listOf(given)];
    const pieces = take();
    const last = [...pieces.splice(-1).map(toChunk), ...more];
    for (const piece of pieces) await grow({ chunks: [toChunk(piece)] });
    if (ts === undefined) await grow({});
    ended = true;
    const stopped = await must('chat.stopStream', { ...others, channel, ts, chunks: last });
    return { channel, ts: ts ?? '', stopped };
  }

  async function grow(args: Args): Promise<void> {
    if (ts !== undefined) {
      await must('chat.appendStream', { ...args, channel, ts });
      return;
    }
    const { body } = await must('chat.startStream', { ...opening, ...args });
    if (typeof body.ts !== 'string') throw notStarted();
    ts = body.ts;
  }

  async function must(method: string, args: Args): Promise<SlackAnswer> {
    const answer = await call(method, args);
    if (!answer.ok) throw new SlackRefusal(method, answer);
    return answer;
  }

  function take(): string[] {
    const text = gathered;
    gathered = '';
    return cut(text);
  }

  return { append, stop, isGrowing: () => ts !== undefined && !ended };
}

/** Into pieces of at most 12,000 characters, none of which ends within one. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + MOST_CHARACTERS;
    const isWithin = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    const to = isWithin ? end - 1 : end;
    pieces.push(text.slice(at, to));
    at = to;
  }
  return pieces;
}

function toChunk(text: string): Args {
  return { type: 'markdown_text', text };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? [...value] : [];
}

function notStarted(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'chat_stream.no_ts',
    message: 'Slack answered chat.startStream without a ts, so nothing can be appended; try again.',
  });
}
