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

/** As chat.startStream takes it. */
export type ChatStreamArguments = Start & {
  /** How many characters are gathered before they are sent; 256 where absent. */
  buffer_size?: number;
  /** How long text waits for more before it is sent, in milliseconds; 1,000 where absent. */
  flush_ms?: number;
};

/** A message that grows while people read it. */
export interface ChatStream {
  /**
   * Adds text or chunks. Resolves when there is room for more, not when it is seen.
   *
   * @throws HavocError `client.chat_stream_ended` (failed_precondition) after stop()
   */
  append(args: Append): Promise<void>;
  /** Ends the message, with what is said last. @throws SlackError when Slack refused any part of it */
  stop(args?: Stop): Promise<{ channel: string; ts: string }>;
  /** Ends the message with what was appended so far. */
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
    message: 'This message was ended by stop(), and grows no more. Begin another with chatStream().',
  });
}
