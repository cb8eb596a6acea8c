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

/** The maximum number of acks in one message. */
const MOST_ACKS = 1_000;

/** Connects a delivery to the stream that it arrived on. */
export interface Link {
  /** How long a lease lasts after the delivery or the last extension. */
  leaseMs: number;
  /** Aborted when this process loses the delivery: its lease is lost, the stream breaks, or the app stops. */
  signal: AbortSignal;
  /** Sends a request. Returns false if the stream has ended. Then the sidecar delivers the envelope again. */
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
  /** Called once, when the stream has ended. */
  onEnded(failure: StreamFailure): void;
}

/** One Subscribe stream, from `open` to its end. */
export interface Stream {
  /** Asks the sidecar for no more deliveries. Resolves when those in flight are settled. */
  refuseMore(): Promise<void>;
  /** Aborts the signals of all deliveries in flight. */
  abortAll(reason: HavocError): void;
  /** Sends the acks that are still buffered, then ends the stream. */
  end(): void;
  cancel(): void;
}

/** Opens a stream. It calls `onEnded` when the stream ends, for any reason. */
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
    // The sidecar takes back all deliveries that are not yet settled and not named here. They go to other subscribers,
    // so this stream ignores deliveries that still arrive.
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
      // Handlers that finish now can still settle over this stream. After the last one, the stream ends.
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
    message:
      message || 'The lease of this delivery is lost. Havoc delivers it again, to this process or another.',
  });
}

function connectionLost(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'client.connection_lost',
    message: 'The connection to the sidecar broke. Envelopes in flight are delivered again.',
  });
}
