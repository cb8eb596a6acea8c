/**
 * The connection to the sidecar is always in one of these states:
 *
 *   idle        Created, not started. start() → connecting.
 *   connecting  A stream is being opened. The sidecar must answer `opened` within a limited time.
 *               `opened` → open. The stream fails or ends → waiting.
 *   open        Deliveries come in, settlements go out. The stream fails or ends → waiting. Deliveries in flight
 *               have then lost their leases: their signals are aborted, and the sidecar delivers them again.
 *   waiting     There is no stream. After a pause, which doubles with each failure and has jitter → connecting.
 *   draining    stop() was called, in any state. New deliveries are left to other subscribers. Deliveries in flight
 *               may finish, and are settled over their own stream. When all are done or time runs out, every
 *               stream is ended → stopped. If a stream breaks before that, its envelopes are delivered again.
 *   stopped     Final.
 *
 * When listeners are added while the connection is open, its stream retires: it takes no more deliveries, and ends
 * once those in flight are settled. A new stream is opened beside it: open → connecting.
 *
 * Every change of state goes through enter(). The first connection, a failure and the connection after a failure are
 * logged. Consecutive failures with the same message are logged once. Events on a stream that does not belong to the
 * current state change nothing.
 */
import { backoffMs, HavocError, within } from '../base/index.js';
import type { Delivery, Open, Refused } from '../gen/havoc/v1/events.js';
import type { Address } from './address.js';
import type { Channel } from './channel.js';
import { explain, type StreamFailure } from './explain.js';
import type { Log } from './log.js';
import { type Link, openStream, type Stream } from './stream.js';

type State =
  | { name: 'idle' }
  | { name: 'connecting'; stream: Stream }
  | { name: 'open'; stream: Stream }
  | { name: 'waiting'; timer: NodeJS.Timeout }
  | { name: 'draining' }
  | { name: 'stopped' };

export type StateName = State['name'];

export interface ConnectionOptions {
  channel: Channel;
  address: Address;
  log: Log;
  /** Describes what the app handles now. */
  open(): Open;
  /** Never rejects. */
  handle(delivery: Delivery, link: Link): Promise<void>;
  onRefused(refused: Refused): void;
  openTimeoutMs?: number;
  backoff?: { firstMs: number; mostMs: number };
}

/** How long handlers have to end and settle after a drain has run out of time and aborted their signals. */
const LAST_GRACE_MS = 500;

export class Connection {
  #state: State = { name: 'idle' };
  #outdated = false;
  #failures = 0;
  #trouble = '';
  #connectedBefore = false;
  /** All streams that have not ended: the one of the current state, and those that retire. */
  readonly #streams = new Set<Stream>();
  readonly #running = new Set<Promise<void>>();
  readonly #waiters = new Set<() => void>();
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): StateName {
    return this.#state.name;
  }

  /** Explains to people why there is no connection; empty while there is one. */
  get trouble(): string {
    return this.#trouble;
  }

  start(): void {
    if (this.#state.name === 'idle') this.#connect();
  }

  /** Tells the sidecar what the app handles now, over a new stream. If no stream is open, the next one does this. */
  declareAnew(): void {
    this.#outdated = true;
    queueMicrotask(() => this.#renew());
  }

  #renew(): void {
    if (!this.#outdated || this.#state.name !== 'open') return;
    const { stream } = this.#state;
    void stream.refuseMore().then(() => stream.end());
    this.#connect();
  }

  /** Resolves when the connection is in one of these states. */
  async reach(...names: StateName[]): Promise<void> {
    while (!names.includes(this.#state.name)) await this.#woken();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => this.#waiters.add(resolve));
  }

  /** Takes no more deliveries, waits up to `timeoutMs` for those in flight, and ends. */
  async stop(timeoutMs: number): Promise<void> {
    const { name } = this.#state;
    if (name === 'stopped' || name === 'draining') return this.reach('stopped');
    if (this.#state.name === 'connecting') this.#state.stream.cancel();
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    this.#enter({ name: 'draining' });
    for (const stream of this.#streams) void stream.refuseMore();
    await this.#finish(timeoutMs);
    for (const stream of this.#streams) stream.end();
    await within(LAST_GRACE_MS, this.#allEnded());
    for (const stream of this.#streams) stream.cancel();
    this.#enter({ name: 'stopped' });
  }

  async #finish(timeoutMs: number): Promise<void> {
    if (await this.#finishWithin(timeoutMs)) return;
    this.#options.log.warn(
      { running: this.#running.size, timeoutMs },
      'Stopping although handlers are still running; aborting their signals. Envelopes that they do not settle are delivered again.',
    );
    for (const stream of this.#streams) stream.abortAll(stopping());
    await this.#finishWithin(LAST_GRACE_MS);
  }

  async #allEnded(): Promise<void> {
    while (this.#streams.size > 0) await this.#woken();
  }

  /** Returns false if handlers are still running after that time. */
  async #finishWithin(timeoutMs: number): Promise<boolean> {
    return within(timeoutMs, Promise.all(this.#running));
  }

  #connect(): void {
    const { channel, open, onRefused, openTimeoutMs = 10_000 } = this.#options;
    this.#outdated = false;
    const stream = openStream({
      client: channel.client,
      metadata: channel.metadata(),
      open: open(),
      openTimeoutMs,
      handle: (delivery, link) => this.#run(delivery, link),
      onOpened: () => this.#opened(stream),
      onRefused,
      onEnded: (failure) => this.#ended(stream, failure),
    });
    this.#streams.add(stream);
    this.#enter({ name: 'connecting', stream });
  }

  #run(delivery: Delivery, link: Link): Promise<void> {
    // The handler starts after it is added to #running, so that stop() waits even for a handler that calls stop().
    const running = Promise.resolve()
      .then(() => this.#options.handle(delivery, link))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  #opened(stream: Stream): void {
    if (this.#state.name !== 'connecting' || this.#state.stream !== stream) return;
    if (!this.#connectedBefore || this.#failures > 0)
      this.#options.log.info(`Connected to the havoc sidecar at ${this.#options.address.target}`);
    this.#connectedBefore = true;
    this.#failures = 0;
    this.#trouble = '';
    this.#enter({ name: 'open', stream });
    this.#renew();
  }

  #ended(stream: Stream, failure: StreamFailure): void {
    this.#streams.delete(stream);
    this.#wake();
    if (!('stream' in this.#state) || this.#state.stream !== stream) return;
    this.#failures += 1;
    const words = explain(failure, this.#options.address);
    if (words !== this.#trouble)
      this.#options.log.warn(`No connection to the havoc sidecar; trying again. ${words}`);
    this.#trouble = words;
    const pauseMs = backoffMs(this.#failures, this.#options.backoff ?? { firstMs: 100, mostMs: 5_000 });
    this.#enter({ name: 'waiting', timer: setTimeout(() => this.#connect(), pauseMs) });
  }

  #enter(state: State): void {
    this.#state = state;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

function stopping(): HavocError {
  return new HavocError({
    kind: 'cancelled',
    code: 'client.stopping',
    message:
      'The app is stopping, and this handler ran longer than stop() waits. Havoc delivers the envelope again.',
  });
}
