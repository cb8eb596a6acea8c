import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { GRPC_OPTIONS, HavocError, KEEPALIVE_MS, LONGEST_TIMER_MS, verifyPeer } from '../base/index.js';
import type { Address } from './address.js';
import { type CallHeaders, setCallHeaders } from './call-headers.js';
import { notOfCall } from './caller.js';
import { noResponse, stopped, toClientError } from './errors.js';
import type { CallInfo, Rpc } from './rpc.js';
import { createStreams, type Hold, type Read, type Write } from './streams.js';

export type { CallOptions, OwnCallOptions, Rpc, Target } from './rpc.js';

/**
 * Makes one call. While the sidecar is away, the call waits for it, up to the call's timeout.
 *
 * @throws SlackError, HavocError, or the reason of the signal
 */
export type Unary = <Request, Response>(
  rpc: Rpc<Request, Response>,
  request: Request,
  info: CallInfo,
) => Promise<Response>;

/** The single gRPC connection for the stream and all calls. */
export interface Channel {
  client: Client;
  /** Makes the headers of a call. @throws HavocError `client.stopped` once the channel is closed */
  metadata(call?: CallHeaders): Metadata;
  unary: Unary;
  read: Read;
  write: Write;
  /** Refuses new calls. After `afterMs`, ends calls in progress, which would keep the process alive. */
  close(afterMs?: number): void;
}

export interface ChannelOptions {
  address: Address;
  token?: string;
  /** The CA of the sidecar's certificate, in PEM. */
  ca?: Buffer;
  /** How long the sidecar may be silent before a keepalive ping. Default: 30 s. */
  keepaliveMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;

export function createChannel({ address, token, ca, keepaliveMs = KEEPALIVE_MS }: ChannelOptions): Channel {
  const { verifyOptions, options } = verifyPeer(address.target);
  const client = new Client(
    address.target,
    address.local && ca === undefined
      ? credentials.createInsecure()
      : credentials.createSsl(ca, null, null, verifyOptions),
    {
      ...GRPC_OPTIONS,
      ...options,
      // A stream may be silent for hours. A sidecar that disappears silently must be noticed within a minute.
      'grpc.keepalive_time_ms': keepaliveMs,
      'grpc.keepalive_permit_without_calls': 1,
      // connection.ts waits between attempts. gRPC's own backoff would add to that.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
      'grpc.service_config_disable_resolution': 1,
      // An http_proxy in the environment is meant for the internet, not for a sidecar on this machine.
      'grpc.enable_http_proxy': address.local ? 0 : 1,
    },
  );

  let isClosed = false;
  const underWay = new Set<() => void>();
  const hold: Hold = (end) => {
    underWay.add(end);
    return () => void underWay.delete(end);
  };

  function metadata(call: CallHeaders = {}): Metadata {
    if (isClosed) throw stopped();
    const made = new Metadata();
    if (token !== undefined) made.set('authorization', `Bearer ${token}`);
    setCallHeaders(made, call);
    return made;
  }

  const unary: Unary = (rpc, request, { name, target, options = {} }) =>
    new Promise((resolve, reject) => {
      const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
      if (signal?.aborted) return reject(notOfCall(signal.reason));
      const headers = metadata({ target, options });
      headers.setOptions({ waitForReady: true });
      const call = client.makeUnaryRequest(
        rpc.path,
        rpc.requestSerialize,
        rpc.responseDeserialize,
        request,
        headers,
        { deadline: Date.now() + timeoutMs },
        (failure: ServiceError | null, response) => {
          signal?.removeEventListener('abort', cancel);
          release();
          if (response !== undefined && failure === null) resolve(response);
          else if (signal?.aborted) reject(notOfCall(signal.reason));
          else if (failure && neverSent(failure)) reject(noSidecar(name, address.target, timeoutMs));
          else reject(failure ? toClientError(failure, name) : noResponse(name));
        },
      );
      const cancel = () => call.cancel();
      const release = hold(() => {
        reject(stopped());
        cancel();
      });
      signal?.addEventListener('abort', cancel, { once: true });
    });

  function close(afterMs = 0): void {
    isClosed = true;
    client.close();
    setTimeout(
      () => {
        for (const end of underWay) end();
      },
      Math.min(afterMs, LONGEST_TIMER_MS),
    ).unref();
  }

  return { client, metadata, unary, ...createStreams({ client, metadata, hold }), close };
}

/** True if the call waited for a connection until its deadline. Only the text of grpc-js's message shows this. */
function neverSent({ code, details }: ServiceError): boolean {
  return code === status.DEADLINE_EXCEEDED && /waiting for (LB pick|name resolution)/i.test(details);
}

function noSidecar(name: string, target: string, timeoutMs: number): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'client.no_sidecar',
    message: `${name} was not sent: no sidecar answered at ${target} within ${timeoutMs} ms. Start the sidecar, or set HAVOC_ADDRESS to its address.`,
  });
}
