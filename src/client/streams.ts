import { once } from 'node:events';
import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import { HavocError, LONGEST_TIMER_MS } from '../base/index.js';
import { notOfCall } from './caller.js';
import { noResponse, stopped, toClientError } from './errors.js';
import type { CallInfo, CallOptions, Rpc, Target } from './rpc.js';

/**
 * Makes one call that answers many times. Nothing is asked for before the first answer is, and whoever stops
 * reading cancels the call. `timeoutMs` is how long nothing may come.
 *
 * @throws SlackError, HavocError, or the reason of the signal
 */
export type Read = <Request, Response>(
  rpc: Rpc<Request, Response>,
  request: Request,
  info: CallInfo,
) => AsyncIterable<Response>;

/** One call that is sent many requests. */
export interface Writing<Request, Response> {
  /** Resolves when there is room for more. @throws as Write's `finish` does, once the call has failed */
  write(request: Request): Promise<void>;
  /** @throws SlackError, HavocError, or the reason of the signal */
  finish(): Promise<Response>;
  cancel(): void;
}

export type Write = <Request, Response>(
  rpc: Rpc<Request, Response>,
  info: CallInfo,
) => Writing<Request, Response>;

const DEFAULT_IDLE_MS = 60_000;

/** Has a call that is under way ended with its connection. @returns what is done when it ends before */
export type Hold = (end: () => void) => () => void;

export interface StreamsDeps {
  client: Client;
  metadata: (target?: Target) => Metadata;
  hold: Hold;
}

/** Calls that go on for as long as something moves. */
export function createStreams({ client, metadata, hold }: StreamsDeps): { read: Read; write: Write } {
  const headersFor = (target?: Target) => {
    const headers = metadata(target);
    headers.setOptions({ waitForReady: true });
    return headers;
  };

  async function* read<Request, Response>(
    { path, requestSerialize, responseDeserialize }: Rpc<Request, Response>,
    request: Request,
    { name, target, options = {} }: CallInfo,
  ): AsyncGenerator<Response> {
    if (options.signal?.aborted) throw notOfCall(options.signal.reason);
    const headers = headersFor(target);
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
        // However long the reader takes: only waiting for the sidecar counts.
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
      headersFor(target),
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
    // Whoever writes on hears of a failure there; nobody may be waiting for the answer yet.
    ended.catch(() => {});
    return {
      async write(request) {
        // An answer before the end says that no more is wanted.
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

/** Ends a call when the caller's signal says so, when nothing has moved for too long, or with its connection. */
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
    message: `${name} failed: nothing moved for ${timeoutMs} ms.`,
  });
}
