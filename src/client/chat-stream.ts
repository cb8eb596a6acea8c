import { HavocError } from '../base/index.js';
import type { SlackMethods } from '../gen/havoc/slack/declarations.js';
import { ChatStreamsService, type StreamChatResponse } from '../gen/havoc/v1/chat_streams.js';
import { toArguments } from './arguments.js';
import { tracedAll } from './caller.js';
import type { CallOptions, Target } from './channel.js';
import type { Write } from './streams.js';

type Start = Parameters<SlackMethods['chat']['startStream']>[0];
type WithoutPlace<Args> = Args extends unknown ? Omit<Args, 'channel' | 'ts'> : never;
type Append = WithoutPlace<Parameters<SlackMethods['chat']['appendStream']>[0]>;
type Stop = WithoutPlace<Parameters<SlackMethods['chat']['stopStream']>[0]>;

/**
 * The arguments of chat.startStream, with settings for buffering.
 *
 * @example
 * ```ts
 * havoc.slack.chatStream({ channel: 'C012AB3CD', thread_ts: '1700000000.000100', flush_ms: 250 });
 * ```
 */
export type ChatStreamArguments = Start & {
  /** The number of characters that havoc collects before it sends them. Default: 256. */
  buffer_size?: number;
  /** How long text waits for more text before havoc sends it, in milliseconds. Default: 1,000. */
  flush_ms?: number;
};

/**
 * A message that grows while people read it.
 *
 * @example
 * ```ts
 * havoc.event('app_mention', async ({ event, slack }) => {
 *   const stream = slack.chatStream({ channel: event.channel, thread_ts: event.ts });
 *   await stream.append({ markdown_text: 'Thinking' });
 *   await stream.append({ markdown_text: ' … done.' });
 *   await stream.stop();
 * });
 * ```
 */
export interface ChatStream {
  /**
   * Adds text or chunks. Resolves when there is room for more, possibly before people see the text.
   *
   * @throws HavocError `client.chat_stream_ended` (failed_precondition) after stop()
   */
  append(args: Append): Promise<void>;
  /** Ends the message, with a last part if given. @throws SlackError when Slack refused any part of the message */
  stop(args?: Stop): Promise<{ channel: string; ts: string }>;
  /** Ends the message with the parts appended so far. */
  cancel(): void;
}

export function createChatStream(
  write: Write,
  target: Target,
  { buffer_size, flush_ms, ...message }: ChatStreamArguments,
  options?: CallOptions,
): ChatStream {
  const call = write(ChatStreamsService.streamChat, { name: 'chatStream', target, options });
  const started = call.write({
    start: { message: toArguments('chat.startStream', message), buffer_size, flush_ms },
  });
  started.catch(() => {});
  let isEnded = false;
  const calls: Omit<ChatStream, 'cancel'> = {
    async append(args) {
      if (isEnded) throw ended();
      await started;
      await call.write({ append: toArguments('chat.appendStream', args) });
    },
    async stop(args = {}) {
      isEnded = true;
      await started;
      await call.write({ stop: toArguments('chat.stopStream', args) });
      const { channel = '', ts = '' }: StreamChatResponse = await call.finish();
      return { channel, ts };
    },
  };
  return { ...tracedAll(calls), cancel: () => call.cancel() };
}

function ended(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.chat_stream_ended',
    message:
      'stop() has ended this message, so nothing can be appended. Start another one with chatStream().',
  });
}
