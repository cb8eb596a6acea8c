import {
  type Client,
  type ClientDuplexStream,
  type Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { createTurnBatcher, HavocError } from '../base/index.js';
import {
  type Ack,
  type Delivery,
  EventsService,
  type Open,
  type Refused,
  type SubscribeRequest,
  type SubscribeResponse,
} from '../gen/havoc/v1/events.js';
import type { StreamFailure } from './explain.js';

/** In one message. */
const MOST_ACKS = 1_000;

/** What a delivery is handled with. */
export interface Link {
  /** How long the delivery may go unsettled and unextended. */
  leaseMs: number;
  /** Aborted when the delivery is no longer this process's: its lease is lost, the stream broke, or the app stops. */
  signal: AbortSignal;
  /** False when the stream is gone: the sidecar will deliver again. */
  send(request: SubscribeRequest): boolean;
}

export interface StreamOptions {
  client: Client;
  metadata: Metadata;
  open: Open;
  /** How long to wait for the sidecar's `opened`. */
  openTimeoutMs: number;
  /** Never rejects. */
  handle(delivery: Delivery, link: Link): Promise<void>;
  onOpened(): void;
  onRefused(refused: Refused): void;
  /** Called once: the stream is over. */
  onEnded(failure: StreamFailure): void;
}

/** One Subscribe stream, from `open` to its end. */
export interface Stream {
  /** Has the sidecar leave the rest to others; resolves when what is in flight is settled. */
  refuseMore(): Promise<void>;
  /** Aborts the signal of all that is in flight. */
  abortAll(reason: HavocError): void;
  /** Sends what is still to be sent, then ends. */
  end(): void;
  cancel(): void;
}

/** Opens a stream. It reports its end by `onEnded`, whatever the cause. */
export function openStream(options: StreamOptions): Stream {
  const { requestSerialize, responseDeserialize, path } = EventsService.subscribe;
  const stream: ClientDuplexStream<SubscribeRequest, SubscribeResponse> =
    options.client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, options.metadata);
  const inFlight = new Map<string, { lease: string; controller: AbortController; done: Promise<void> }>();
  let leaseMs = 0;
  let refusing = false;
  let live = true;
  let failure: StreamFailure | undefined;

  const openTimer = setTimeout(() => {
    failure = { code: status.DEADLINE_EXCEEDED, details: `no answer within ${options.openTimeoutMs} ms` };
    stream.cancel();
  }, options.openTimeoutMs);

  const acks = createTurnBatcher<Ack>({
    maxItems: MOST_ACKS,
    pass: (gathered) => {
      if (live) stream.write(gathered.length > 1 ? { acks: { acks: gathered } } : { ack: gathered[0] });
    },
  });

  function send(request: SubscribeRequest): boolean {
    if (!live) return false;
    if (request.ack) acks.add(request.ack);
    else stream.write(request);
    return true;
  }

  function end(): void {
    acks.flush();
    stream.end();
  }

  function abortAll(reason: HavocError): void {
    for (const { controller } of inFlight.values()) controller.abort(reason);
  }

  function take(delivery: Delivery): void {
    const key = keyOf(delivery);
    const controller = new AbortController();
    const handled = options.handle(delivery, { leaseMs, signal: controller.signal, send });
    const { lease = '' } = delivery;
    inFlight.set(key, { lease, controller, done: handled.finally(() => inFlight.delete(key)) });
  }

  async function refuseMore(): Promise<void> {
    // What is neither named here nor settled before it the sidecar takes back: what arrives all the same is with others.
    if (!refusing) {
      acks.flush();
      send({ drain: { leases: [...inFlight.values()].map(({ lease }) => lease) } });
    }
    refusing = true;
    await Promise.all([...inFlight.values()].map(({ done }) => done));
  }

  function receive({ opened, delivery, deliveries, refused, closing }: SubscribeResponse): void {
    if (opened) {
      clearTimeout(openTimer);
      leaseMs = opened.lease_ms ?? 0;
      options.onOpened();
    }
    if (delivery && !refusing) take(delivery);
    for (const one of deliveries?.deliveries ?? []) if (!refusing) take(one);
    if (refused) {
      if (refused.code === 'inbox.lease_lost')
        inFlight.get(keyOf(refused))?.controller.abort(leaseLost(refused));
      options.onRefused(refused);
    }
    if (closing) {
      failure = { code: status.UNAVAILABLE, details: closing.reason || 'the sidecar is stopping' };
      // What handlers finish now is settled over this stream yet; then there is nothing to stay for.
      void refuseMore().then(end);
    }
  }

  function ended(last: StreamFailure): void {
    if (!live) return;
    live = false;
    clearTimeout(openTimer);
    abortAll(connectionLost());
    options.onEnded(failure ?? last);
  }

  stream.on('data', receive);
  stream.on('error', (error: ServiceError) => ended(error));
  stream.on('status', ({ code, details }: StreamFailure) =>
    ended({ code, details: details || 'the sidecar ended the stream' }),
  );
  send({ open: options.open });

  return {
    refuseMore,
    abortAll,
    end,
    cancel: () => stream.cancel(),
  };
}

function keyOf({ id, lease }: { id?: string; lease?: string }): string {
  return `${id} ${lease}`;
}

function leaseLost({ message }: Refused): HavocError {
  return new HavocError({
    kind: 'aborted',
    code: 'inbox.lease_lost',
    message: message || 'The lease of this delivery is lost: it is delivered again, here or elsewhere.',
  });
}

function connectionLost(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'client.connection_lost',
    message: 'The connection to the sidecar broke: what was in flight is delivered again.',
  });
}
