import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '../base/index.js';
import type { DeliveryMeter } from '../delivery/index.js';
import { methods } from '../gen/havoc/slack/methods.js';
import { declaredKinds, isDeclaredKind } from '../slack/index.js';
import { isRefused, type TrafficEntry } from '../traffic/index.js';

/**
 * What havoc counts, for Prometheus. Every label has a bounded number of values: what comes from outside, paths
 * and ids that an app or a stranger made up among it, would otherwise fill the memory.
 */
export interface Metrics {
  registry: Registry;
  countTraffic(entry: Pick<TrafficEntry, 'direction' | 'name' | 'outcome' | 'tookMs'>): void;
  /** A connection to the public listener that was closed to make room for another one. */
  countEvicted(): void;
  /** A reply that came after Slack had stopped waiting. */
  countLate(kind: string, outcome: 'applied' | 'dropped'): void;
  /** What becomes of deliveries. */
  delivery: DeliveryMeter;
  /** Shows which apps are connected, what is in their hands, and what waits here while they are busy. */
  watchDelivery(counts: () => { apps: number; inFlight: number; held: number }): void;
  /** Shows whether the database answers and takes writes, asked for each look. */
  watchDatabase(isUp: () => Promise<boolean>): void;
  /** Shows whether Slack refuses the token that calls are made with. */
  watchToken(isRefused: () => boolean): void;
  /** How many sidecars are alive on this database, this one among them. */
  setReplicas(count: number): void;
  /** Shows how many envelopes are unsettled in all pods, counted for each look up to the limit; NaN where that fails or takes 2 s. */
  watchBacklog(count: () => Promise<number>, limit: number): void;
  /** Whether as many are unsettled as may be, so that Slack is refused more. */
  setInboxFull(isFull: boolean): void;
  /** Shows how many Socket Mode connections this sidecar is to have, and how many of them are up. */
  watchSockets(count: () => { held: number; up: number }): void;
}

const OTHER = 'other';
/** Prometheus gives all figures together 10 s, unless it is told otherwise. */
const COUNT_MS = 2_000;
/** Slack waits 3 s. */
const ANSWERED_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 3];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const incoming = counter('havoc_incoming_total', 'Requests from Slack', ['kind', 'outcome']);
  const answered = new Histogram({
    name: 'havoc_answer_seconds',
    help: "From a request of Slack's to its answer, where it was not refused",
    labelNames: ['kind'],
    buckets: ANSWERED_BUCKETS,
    registers: [registry],
  });
  const outgoing = counter('havoc_outgoing_total', 'Calls to Slack', ['method', 'outcome']);
  const late = counter('havoc_late_replies_total', 'Replies after Slack had stopped waiting', [
    'kind',
    'outcome',
  ]);
  const evicted = counter(
    'havoc_evicted_connections_total',
    'Connections closed to make room for others',
    [],
  );
  const replicas = new Gauge({
    name: 'havoc_replicas',
    help: 'Sidecars alive on this database, as seen from this one',
    registers: [registry],
  });
  const inboxFull = new Gauge({
    name: 'havoc_inbox_full',
    help: '1 while the backlog is at its limit, and Slack is refused more',
    registers: [registry],
  });
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });

  return {
    registry,
    delivery: createDeliveryMeter(registry),
    watchDelivery(counts) {
      gauge('havoc_apps', 'Apps that are connected to this sidecar', () => counts().apps);
      gauge('havoc_in_flight', 'Deliveries that apps have not settled', () => counts().inFlight);
      gauge('havoc_held', 'Envelopes that wait in this process for busy apps', () => counts().held);
    },
    watchDatabase(isUp) {
      gauge('havoc_database_up', '1 while the database answers and takes writes', async () =>
        Number(await isUp()),
      );
    },
    watchToken(isTokenRefused) {
      gauge('havoc_token_refused', '1 while Slack refuses the token of calls', () =>
        Number(isTokenRefused()),
      );
    },
    countTraffic({ direction, name, outcome, tookMs }) {
      if (direction === 'in') {
        incoming.inc({ kind: kindOf(name), outcome });
        if (!isRefused({ outcome })) answered.observe({ kind: kindOf(name) }, tookMs / 1_000);
      } else outgoing.inc({ method: methods.has(name) || name === 'response_url' ? name : OTHER, outcome });
    },
    countEvicted: () => evicted.inc(),
    countLate: (kind, outcome) => late.inc({ kind: kindOf(kind), outcome }),
    setReplicas: (count) => replicas.set(count),
    setInboxFull: (isFull) => inboxFull.set(isFull ? 1 : 0),
    watchBacklog(count, limit) {
      // While the database is away or silent nobody can tell, and all other figures still count.
      gauge(
        'havoc_backlog',
        'Envelopes that are unsettled in all pods, counted up to the limit',
        async () => {
          const counting = count().catch(() => Number.NaN);
          return (await within(COUNT_MS, counting)) ? counting : Number.NaN;
        },
      );
      gauge('havoc_backlog_limit', 'How many may be unsettled before Slack is refused more', () => limit);
    },
    watchSockets(count) {
      gauge('havoc_socket_connections', 'Socket Mode connections to have', () => count().held);
      gauge('havoc_socket_connections_up', 'Socket Mode connections that are up', () => count().up);
    },
  };
}

/** From a hand-over at once to one after hours of backlog, in seconds. */
const WAITED_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600];

function createDeliveryMeter(registry: Registry): DeliveryMeter {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const delivered = counter('havoc_deliveries_total', 'Attempts handed to apps', ['kind']);
  const redelivered = counter('havoc_redeliveries_total', 'Attempts after the first', ['kind']);
  const ended = counter('havoc_attempts_ended_total', 'How attempts ended', ['kind', 'outcome']);
  const dead = counter('havoc_dead_letters_total', 'Envelopes that became dead letters', ['kind', 'reason']);
  const unhandled = counter('havoc_unhandled_total', 'Envelopes that no connected app handled', ['kind']);
  const waited = new Histogram({
    name: 'havoc_delivery_wait_seconds',
    help: 'From the reception of an envelope to its hand-over to an app',
    buckets: WAITED_BUCKETS,
    registers,
  });
  // An increase is seen only of what was there before it, and these are rare.
  for (const kind of [...declaredKinds.map(([declared]) => declared), OTHER]) {
    for (const reason of ['attempts', 'termed']) dead.inc({ kind, reason }, 0);
    unhandled.inc({ kind }, 0);
  }

  return {
    handedOver(given, waitedMs, attempt) {
      const kind = kindOf(given);
      delivered.inc({ kind });
      if (attempt > 1) redelivered.inc({ kind });
      else waited.observe(Math.max(0, waitedMs) / 1_000);
    },
    ended: (kind, outcome) => ended.inc({ kind: kindOf(kind), outcome }),
    died: (kind, reason) => dead.inc({ kind: kindOf(kind), reason }),
    unhandled: (kind) => unhandled.inc({ kind: kindOf(kind) }),
  };
}

/** The kind is the first word of what traffic calls a request. */
function kindOf(name: string): string {
  const [kind = ''] = name.split(' ', 1);
  return isDeclaredKind(kind) ? kind : OTHER;
}
