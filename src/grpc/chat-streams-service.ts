import { HavocError, type Json } from '../base/index.js';
import {
  ChatStreamsService,
  type StreamChatRequest,
  type StreamChatResponse,
  type StreamChatStart,
} from '../gen/havoc/v1/chat_streams.js';
import type { Logger } from '../log/index.js';
import { type ChatStream, createChatStream, type Send } from '../outbound/index.js';
import { checked } from '../wire/index.js';
import type { CallContext } from './call-context.js';
import type { Service } from './server.js';
import { clientStream } from './streams.js';

export interface ChatStreamsServiceOptions {
  send: Send;
  log: Logger;
}

/** How long ending a message in Slack may take after its writer has gone. */
const LAST_CALL_MS = 10_000;

/** Creates havoc.v1.ChatStreams, which streams a growing message to Slack in one call. */
export function createChatStreamsService({ send, log }: ChatStreamsServiceOptions): Service {
  async function streamChat(
    requests: AsyncIterable<StreamChatRequest>,
    { target, signal }: CallContext,
  ): Promise<StreamChatResponse> {
    const parts = requests[Symbol.asyncIterator]();
    let isBroken = false;
    const { value: first } = await parts.next();
    const stream = open(first?.start);
    try {
      for (;;) {
        const part = await Promise.race([parts.next(), stream.failure]);
        // A cancelled call is not a normal end. The text so far stays in Slack, and the catch block ends the message.
        if (signal.aborted) throw signal.reason;
        if (part.done) return await end(stream);
        const { append, stop } = part.value;
        if (stop) return await end(stream, checked(stop));
        if (!append) throw outOfOrder('Every message after start must be append or stop.');
        await stream.append(checked(append));
      }
    } catch (thrown) {
      isBroken = true;
      await stream.abandon().catch((failure) => log.warn({ err: failure }, NOT_ENDED));
      throw thrown;
    }

    function open({ message, buffer_size: bufferSize, flush_ms: flushMs }: StreamChatStart = {}): ChatStream {
      if (!message) throw outOfOrder('The first message must be start, and it must contain the message.');
      return createChatStream({
        start: checked(message),
        ...(bufferSize !== undefined && { bufferSize }),
        ...(flushMs !== undefined && { flushMs }),
        call: (method, args) => send({ method, args, target, signal: signalOf(method) }),
      });
    }

    function signalOf(method: string): AbortSignal | undefined {
      if (isBroken) return AbortSignal.timeout(LAST_CALL_MS);
      // chat.startStream is not cancelled: without its answer, the message that Slack has started could not be ended.
      return method === 'chat.startStream' && !signal.aborted ? undefined : signal;
    }
  }

  async function end(stream: ChatStream, args: Json = {}): Promise<StreamChatResponse> {
    const { channel, ts, stopped } = await stream.stop(args);
    return { channel, ts, stopped: stopped.body };
  }

  return {
    definition: ChatStreamsService,
    implementation: { streamChat: clientStream(log, streamChat) },
  };
}

const NOT_ENDED = 'a streamed message could not be ended in Slack';

function outOfOrder(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'chat_stream.bad_request', message });
}
