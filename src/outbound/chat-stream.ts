import { HavocError } from '../base/index.js';
import { type SlackAnswer, SlackRefusal } from '../slack/index.js';
import { chunksOf, cut, MOST_CHARACTERS, textOf } from './chat-parts.js';

type Args = Record<string, unknown>;

/**
 * One message that grows. It is in one of these states:
 *
 *   gathering  Nothing is in Slack yet. Enough text, enough time, a chunk, or the end → growing.
 *   growing    chat.startStream was answered. Further text and chunks are appended.
 *   ended      chat.stopStream was answered. This state is final.
 *
 * Calls are made one after another. Text is gathered up to a size or for a time, and is sent in pieces that Slack
 * accepts. Chunks are sent at once, after the text before them. Other arguments are sent with the text or chunks that
 * they came with, in the last call if there are several.
 */
export interface ChatStream {
  /**
   * Adds text, chunks and other arguments.
   *
   * @throws SlackRefusal, and the errors that Send throws
   */
  append(args: Args): Promise<void>;
  /** Sends what is gathered, then ends the message. */
  stop(args?: Args): Promise<{ channel: string; ts: string; stopped: SlackAnswer }>;
  /**
   * Ends a message that has begun in Slack and has not ended. Sends what is gathered, as far as Slack accepts it.
   * Does nothing if there is no such message.
   */
  abandon(): Promise<void>;
  /** Rejects if sending fails outside `append` and `stop`, for example when the timer fires. Never resolves. */
  failure: Promise<never>;
}

export interface ChatStreamOptions {
  /** Calls one of the chat methods for the stream's target. */
  call: (method: string, args: Args) => Promise<SlackAnswer>;
  /** The arguments of chat.startStream. Their text and chunks count as the first that are appended. */
  start: Args;
  /** In characters, at most 12,000; 256 if absent. */
  bufferSize?: number;
  /** How long text waits for more text; 1,000 if absent. */
  flushMs?: number;
  /** Runs a function once after `ms`, unless the returned function is called before. */
  startTimer?: (run: () => void, ms: number) => () => void;
}

export function createChatStream(options: ChatStreamOptions): ChatStream {
  const { call, start, flushMs = 1_000, startTimer = standardTimer } = options;
  const bufferSize = Math.min(options.bufferSize ?? 256, MOST_CHARACTERS);
  const { markdown_text, chunks, ...opening } = start;
  const { channel } = opening;
  const gathered = { text: '', chunks: [] as unknown[], others: {} as Args };
  let stopTimer: (() => void) | undefined;
  let ts: string | undefined;
  let ended = false;

  let broken: { thrown: unknown } | undefined;
  let fail: (thrown: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = (thrown) => {
      broken = { thrown };
      reject(thrown);
    };
  });
  // Without this, a failure that no caller awaits would be an unhandled rejection.
  failure.catch(() => {});

  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  gather({ markdown_text, chunks });
  if (isEnough()) inTurn(flush).catch(fail);

  function append(args: Args): Promise<void> {
    return inTurn(async () => {
      if (broken) throw broken.thrown;
      gather(args);
      if (isEnough()) await flush();
    });
  }

  function stop(args: Args = {}) {
    const { markdown_text: text, chunks: last, ...others } = args;
    return inTurn(async () => {
      if (broken) throw broken.thrown;
      gather({ markdown_text: text, chunks: last });
      return end(others);
    });
  }

  function abandon(): Promise<void> {
    return inTurn(async () => {
      stopTimer?.();
      if (ts === undefined || ended) return;
      // If Slack refuses the rest, the message must still end.
      await end({}).catch(() => must('chat.stopStream', { channel, ts }));
    });
  }

  function gather({ markdown_text: text, chunks: given, ...others }: Args): void {
    gathered.text += textOf(text);
    gathered.chunks.push(...chunksOf(given));
    Object.assign(gathered.others, others);
    if (gathered.text === '' || stopTimer) return;
    stopTimer = startTimer(() => void inTurn(flush).catch(fail), flushMs);
  }

  function isEnough(): boolean {
    return gathered.text.length >= bufferSize || gathered.chunks.length > 0;
  }

  async function flush(): Promise<void> {
    if (ended || (gathered.text === '' && gathered.chunks.length === 0)) return;
    const { calls, others } = take();
    const last = calls.pop();
    for (const chunks of calls) await grow({ chunks });
    await grow({ ...others, chunks: last });
  }

  async function end(args: Args) {
    const { calls, others } = take();
    const last = calls.pop() ?? [];
    for (const chunks of calls) await grow({ chunks });
    if (ts === undefined) await grow({});
    const rest = last.length > 0 && { chunks: last };
    const stopped = await must('chat.stopStream', { ...others, ...args, channel, ts, ...rest });
    ended = true;
    return { channel: textOf(channel), ts: ts ?? '', stopped };
  }

  async function grow(args: Args): Promise<void> {
    if (ts !== undefined) {
      await must('chat.appendStream', { ...args, channel, ts });
      return;
    }
    const { body } = await must('chat.startStream', { ...opening, ...args, channel });
    if (typeof body.ts !== 'string') throw notStarted();
    ts = body.ts;
  }

  async function must(method: string, args: Args): Promise<SlackAnswer> {
    const answer = await call(method, args);
    if (!answer.ok) throw new SlackRefusal(method, answer);
    return answer;
  }

  /** Takes what is gathered. Returns the chunks of each call, in order, and the other arguments of the last call. */
  function take(): { calls: unknown[][]; others: Args } {
    stopTimer?.();
    stopTimer = undefined;
    const pieces = cut(gathered.text).map((text) => ({ type: 'markdown_text', text }));
    const last = [...pieces.splice(-1), ...gathered.chunks.splice(0)];
    const { others } = gathered;
    gathered.text = '';
    gathered.others = {};
    return { calls: [...pieces.map((piece) => [piece]), last], others };
  }

  return { append, stop, abandon, failure };
}

function standardTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function notStarted(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'chat_stream.no_ts',
    message: 'Slack answered chat.startStream without a ts, so nothing can be appended: try again.',
  });
}
