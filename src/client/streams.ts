import { once } from 'node:events';
import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import { HavocError, LONGEST_TIMER_MS } from '../base/index.js';
import type { CallHeaders } from './call-headers.js';
import { notOfCall } from './caller.js';
import { noResponse, stopped, toClientError } from './errors.js';
import type { CallInfo, CallOptions, Rpc } from './rpc.js';

/**
 * Makes a call with a stream of responses. The call starts with the first read, and is cancelled when the reader
 * stops. `timeoutMs` limits the wait for each response.
 *
 * @throws SlackError, HavocError, or the reason of the signal
 */
export type Read = <Request, Response>(
  rpc: Rpc<Request, Response>,
  request: Request,
  info: CallInfo,
) => AsyncIterable<Response>;

/** A call with a stream of requests. */
export interface Writing<Request, Response> {
  /** Sends a request. Resolves when there is room for more. @throws as `finish` does, once the call has failed */
  write(request: Request): Promise<void>;
  /** Ends the requests and gives the response. @throws SlackError, HavocError, or the reason of the signal */
  finish(): Promise<Response>;
  cancel(): void;
}

export type Write = <Request, Response>(
  rpc: Rpc<Request, Response>,
  info: CallInfo,
) => Writing<Request, Response>;

const DEFAULT_IDLE_MS = 60_000;

/** Registers a call in progress, so that closing the connection ends it. @returns a function that unregisters it */
export type Hold = (end: () => void) => () => void;

export interface StreamsDeps {
  client: Client;
  metadata: (call?: CallHeaders) => Metadata;
  hold: Hold;
}

/** Makes the functions for streaming calls. These calls have no deadline. They fail when no data moves for too long. */
export function createStreams({ client, metadata, hold }: StreamsDeps): { read: Read; write: Write } {
  const headersFor = (call: CallHeaders) => {
    const headers = metadata(call);
    headers.setOptions({ waitForReady: true });
    return headers;
  };

  async function* read<Request, Response>(
    { path, requestSerialize, responseDeserialize }: Rpc<Request, Response>,
    request: Request,
    { name, target, options = {} }: CallInfo,
  ): AsyncGenerator<Response> {
    if (options.signal?.aborted) throw notOfCall(options.signal.reason);
    const headers = headersFor({ target, options });
    const stream = client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      headers,
    );
    const watch = watchIdle(name, options, hold, () => stream.cancel());
    try {
      for await (const response of stream) {
        // The reader may take any time. Only the wait for the sidecar counts.
        watch.pause();
        yield response as Response;
        watch.touch();
      }
    } catch (thrown) {
      throw watch.reason() ?? (isServiceError(thrown) ? toClientError(thrown, name) : thrown);
    } finally {
      watch.end();
      stream.cancel();
    }
  }

  function write<Request, Response>(
    { path, requestSerialize, responseDeserialize }: Rpc<Request, Response>,
    { name, target, options = {} }: CallInfo,
  ): Writing<Request, Response> {
    if (options.signal?.aborted) throw notOfCall(options.signal.reason);
    let isAnswered = false;
    let answer: (failure: ServiceError | null, response?: Response) => void = () => {};
    const stream = client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      headersFor({ target, options }),
      (failure: ServiceError | null, response) => answer(failure, response),
    );
    const watch = watchIdle(name, options, hold, () => stream.cancel());
    watch.pause();
    stream.on('error', () => {});
    const ended = new Promise<Response>((resolve, reject) => {
      answer = (failure, response) => {
        isAnswered = true;
        watch.end();
        if (response !== undefined && failure === null) resolve(response);
        else reject(watch.reason() ?? (failure ? toClientError(failure, name) : noResponse(name)));
      };
    });
    // The next write() or finish() reports a failure. Until then, an unhandled rejection must not end the process.
    ended.catch(() => {});
    return {
      async write(request) {
        // A response before the end of the requests means that the sidecar wants no more of them.
        if (isAnswered) return void (await ended);
        watch.touch();
        if (!stream.write(request)) await Promise.race([once(stream, 'drain'), ended]);
        watch.pause();
      },
      finish() {
        watch.touch();
        stream.end();
        return ended;
      },
      cancel: () => stream.cancel(),
    };
  }

  return { read, write };
}

/** Ends a call when its signal is aborted, when no data moves for too long, or when the connection closes. */
function watchIdle(
  name: string,
  { signal, timeoutMs = DEFAULT_IDLE_MS }: CallOptions,
  hold: Hold,
  cancel: () => void,
) {
  let reason: unknown;
  let timer: NodeJS.Timeout | undefined;
  const stop = (why: unknown) => {
    reason ??= why;
    cancel();
  };
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop(idle(name, timeoutMs)), Math.min(timeoutMs, LONGEST_TIMER_MS));
  };
  const onAbort = () => stop(notOfCall(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  const release = hold(() => stop(stopped()));
  touch();
  return {
    touch,
    pause: () => clearTimeout(timer),
    reason: () => reason,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      release();
    },
  };
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && 'details' in thrown && 'code' in thrown && 'metadata' in thrown;
}

function idle(name: string, timeoutMs: number): HavocError {
  return new HavocError({
    kind: 'deadline_exceeded',
    code: 'client.idle',
    message: `${name} failed: no data moved for ${timeoutMs} ms. Raise timeoutMs if that can be normal.`,
  });
}
