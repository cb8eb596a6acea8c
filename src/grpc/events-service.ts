import type { ServerDuplexStream } from '@grpc/grpc-js';
import { createTurnBatcher, HavocError, toHavocError } from '../base/index.js';
import type { Delivery, DeliveryRoom, Subscribe, Subscription } from '../delivery/index.js';
import {
  type Ack,
  type Delivery as DeliveryMessage,
  EventsService,
  type ListSubscribersRequest,
  type ListSubscribersResponse,
  type Open,
  type RespondRequest,
  type RespondResponse,
  type SubscribeRequest,
  type SubscribeResponse,
} from '../gen/havoc/v1/events.js';
import type { LeaseRef } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { createOutgoing } from './outgoing.js';
import type { Service } from './server.js';
import { shorten } from './shorten.js';
import { toStatus } from './status.js';
import { toDelivery } from './to-delivery.js';
import { unary } from './unary.js';

type Stream = ServerDuplexStream<SubscribeRequest, SubscribeResponse>;

export interface EventsServiceOptions {
  delivery: Pick<DeliveryRoom, 'leaseMs' | 'subscribe' | 'declared'>;
  respond: (responseUrl: string, json: Uint8Array) => Promise<void>;
  log: Logger;
  /** How long the server waits for the first request of a stream before it ends the stream. The default is 10 s. */
  openWithinMs?: number;
}

/** The limits of deliveries in one message. Encoding makes payloads at most six times larger, and gRPC's limit is 16 MB. */
const TOGETHER = { maxItems: 100, maxWeight: 1024 * 1024 };

/** The most that may wait for an app that does not read. This is more than an app can have in flight. */
const MOST_UNREAD = { messages: 20_000, bytes: 128 * 1024 * 1024 };
/** The assumed size of a message that is not a delivery. */
const SMALL_BYTES = 300;
/** The most concurrent settlements of one app. Above this, the server stops reading its stream until some are done. */
const MOST_UNDER_WAY = 10_000;
const MOST_REFUSAL_BYTES = 2_000;

/**
 * Creates havoc.v1.Events, which delivers envelopes to apps.
 *
 * A stream waits for `open` and is then open until either side ends it. A malformed request ends it with
 * INVALID_ARGUMENT. A request that comes too late is answered with `refused`, and the stream stays open.
 */
export function createEventsService(options: EventsServiceOptions): Service {
  const { delivery, respond, log, openWithinMs = 10_000 } = options;

  function subscribe(stream: Stream): void {
    let subscription: Subscription | undefined;
    let isOver = false;
    let underWay = 0;
    const outgoing = createOutgoing<SubscribeResponse>({
      sink: stream,
      most: MOST_UNREAD,
      onOverflow: () => {
        log.warn({ subscriber: subscription?.id }, 'an app does not read its stream; havoc ends the stream');
        end(tooSlow());
      },
    });
    const silence = setTimeout(() => end(tooSilent(openWithinMs)), openWithinMs);

    function open(request: SubscribeRequest): void {
      clearTimeout(silence);
      if (!request.open) throw outOfOrder('The first request on the stream must be open.');
      const deliveries = createTurnBatcher<DeliveryMessage>({
        ...TOGETHER,
        pass: (gathered, weight) => {
          const message =
            gathered.length > 1 ? { deliveries: { deliveries: gathered } } : { delivery: gathered[0] };
          outgoing.send(message, weight);
        },
      });
      const { batches, raw_json: wantsRawJson = false } = request.open;
      subscription = delivery.subscribe(toSubscribe(request.open), {
        deliver(one: Delivery) {
          const message = toDelivery(one, wantsRawJson);
          if (batches) deliveries.add(message, one.envelope.payload.length);
          else outgoing.send({ delivery: message }, one.envelope.payload.length);
        },
        closing(reason) {
          deliveries.flush();
          outgoing.send({ closing: { reason } }, SMALL_BYTES);
        },
        end() {
          deliveries.flush();
          outgoing.afterAll(() => stream.end());
        },
      });
      outgoing.send({ opened: { id: subscription.id, lease_ms: delivery.leaseMs } }, SMALL_BYTES);
    }

    async function settle(request: SubscribeRequest, opened: Subscription): Promise<void> {
      const { ack, acks, nak, term, extend, reply, drain } = request;
      if (ack) return opened.ack(leaseOf(ack));
      if (acks) return settleAll(acks.acks ?? [], opened);
      if (nak) return opened.nak(leaseOf(nak), { error: nak.error, delayMs: nak.delay_ms });
      if (term) return opened.term(leaseOf(term), { error: term.error });
      if (extend) return opened.extend(leaseOf(extend));
      if (reply) return opened.reply(leaseOf(reply), Buffer.from(reply.json ?? []));
      if (drain) return opened.drain(drain.leases ?? []);
      throw outOfOrder(request.open ? 'The stream is already open.' : 'The request is empty.');
    }

    /** Settles several deliveries. A refusal concerns only its own delivery. */
    async function settleAll(acks: Ack[], opened: Subscription): Promise<void> {
      await Promise.all(
        acks.map((ack) => settle({ ack }, opened).catch((thrown: unknown) => refuse({ ack }, thrown))),
      );
    }

    /** Settles a request. Pauses the stream while too many settlements are running, to limit memory. */
    async function keepUp(request: SubscribeRequest, opened: Subscription): Promise<void> {
      const count = request.acks?.acks?.length || 1;
      underWay += count;
      if (underWay > MOST_UNDER_WAY) stream.pause();
      await settle(request, opened).catch((thrown: unknown) => refuse(request, thrown));
      underWay -= count;
      if (underWay <= MOST_UNDER_WAY) stream.resume();
    }

    function refuse(request: SubscribeRequest, thrown: unknown): void {
      if (isOver) return;
      const { code, message, kind } = toHavocError(thrown);
      if (code.startsWith('grpc.')) {
        end(thrown);
        return;
      }
      if (kind === 'internal' || kind === 'unavailable') log.error({ err: thrown }, 'a settlement failed');
      const named = request.ack ?? request.nak ?? request.term ?? request.extend ?? request.reply;
      const words = shorten(message, MOST_REFUSAL_BYTES);
      outgoing.send({ refused: { id: named?.id, lease: named?.lease, code, message: words } }, SMALL_BYTES);
    }

    function end(thrown: unknown): void {
      isOver = true;
      outgoing.stop();
      // grpc-js sends the status of an emitted error. If the stream were destroyed, the client would get no status.
      stream.emit('error', Object.assign(new Error('refused'), toStatus(thrown)));
    }

    async function close(): Promise<void> {
      clearTimeout(silence);
      await subscription
        ?.close()
        .catch((failure: unknown) => log.error({ err: failure }, 'could not release leases'));
    }

    stream.on('data', (request: SubscribeRequest) => {
      if (isOver) return;
      try {
        if (subscription) void keepUp(request, subscription);
        else open(request);
      } catch (thrown) {
        end(thrown);
      }
    });
    stream.on('end', () => void close().then(() => outgoing.afterAll(() => stream.end())));
    for (const broken of ['cancelled', 'error', 'close'])
      stream.on(broken, () => {
        outgoing.stop();
        void close();
      });
  }

  const respondOnce = unary<RespondRequest, RespondResponse>(log, async ({ response_url = '', json }) => {
    await respond(response_url, json ?? new Uint8Array());
    return { response: {} };
  });

  const listSubscribers = unary<ListSubscribersRequest, ListSubscribersResponse>(log, async () => ({
    response: {
      subscribers: delivery.declared().map(({ name, handles }) => ({ name, handles: [...handles] })),
    },
  }));

  return {
    definition: EventsService,
    implementation: { subscribe, respond: respondOnce, listSubscribers },
  };
}

function toSubscribe({ name, max_in_flight, handles = [], ordered }: Open): Subscribe {
  return { name, maxInFlight: max_in_flight, handles, isOrdered: ordered };
}

function leaseOf({ id, lease }: { id?: string; lease?: string }): LeaseRef {
  const isId = /^\d{1,18}$/.test(id ?? '');
  if (id && lease && isId && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(lease))
    return { id, lease };
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'grpc.bad_lease',
    message: 'The id or the lease is malformed. Send both exactly as they were delivered.',
  });
}

function tooSilent(openWithinMs: number): HavocError {
  return new HavocError({
    kind: 'deadline_exceeded',
    code: 'grpc.not_opened',
    message: `The stream sent no request for ${openWithinMs} ms. First send open, with the kinds that the app handles.`,
  });
}

function tooSlow(): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'grpc.not_read',
    message: `The app does not read its stream, and too many messages are waiting. Open a new stream, and read what the sidecar sends.`,
  });
}

function outOfOrder(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'grpc.out_of_order', message });
}
