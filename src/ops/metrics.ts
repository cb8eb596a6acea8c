import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '../base/index.js';
import type { DeliveryMeter } from '../delivery/index.js';
import { methods } from '../gen/havoc/slack/methods.js';
import { declaredKinds, INSTALLATION_EVENT, isDeclaredKind } from '../slack/index.js';
import { isRefused, type TrafficEntry } from '../traffic/index.js';

/**
 * havoc's metrics for Prometheus. Every label has a limited number of values. Otherwise names from outside, such as paths
 * and ids that an app or a stranger made up, would fill the memory.
 */
export interface Metrics {
  registry: Registry;
  countTraffic(entry: Pick<TrafficEntry, 'direction' | 'name' | 'outcome' | 'tookMs'>): void;
  /** Counts a connection to the public server that was closed to make room for another one. */
  countEvicted(): void;
  /** Counts a reply that came after Slack had stopped waiting. */
  countLate(kind: string, outcome: 'applied' | 'dropped'): void;
  /** Counts deliveries and their outcomes. */
  delivery: DeliveryMeter;
  /** Shows how many apps are connected, how many deliveries are in flight, and how many envelopes wait for busy apps. */
  watchDelivery(counts: () => { apps: number; inFlight: number; held: number }): void;
  /** Shows whether the database responds and accepts writes. Each scrape checks it. */
  watchDatabase(isUp: () => Promise<boolean>): void;
  /** Shows how many installations are in each state. Each scrape counts them. */
  watchInstallations(count: () => Promise<InstallationCounts>): void;
  /** Counts a refresh of a token. */
  countRefresh(outcome: 'ok' | 'failed' | 'lost'): void;
  /** Sets how many sidecars are alive on this database, including this one. */
  setReplicas(count: number): void;
  /**
   * Shows how many envelopes are unsettled in all pods. Each scrape counts them, up to the limit. The value is NaN if
   * counting fails or takes longer than 2 s.
   */
  watchBacklog(count: () => Promise<number>, limit: number): void;
  /** Sets whether the backlog is at its limit, so that havoc refuses Slack's requests. */
  setInboxFull(isFull: boolean): void;
  /** Shows how many Socket Mode connections this sidecar should have, and how many of them are up. */
  watchSockets(count: () => { held: number; up: number }): void;
}

const STATES = ['active', 'refused', 'ended'] as const;
type InstallationCounts = Record<(typeof STATES)[number], number>;
const OTHER = 'other';
/** How long counting the backlog may take. Prometheus waits 10 s for all metrics together by default. */
const COUNT_MS = 2_000;
/** Buckets in seconds, up to the 3 s that Slack waits. */
const ANSWERED_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 3];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const incoming = counter('havoc_incoming_total', 'Requests from Slack', ['kind', 'outcome']);
  const answered = new Histogram({
    name: 'havoc_answer_seconds',
    help: "Seconds from one of Slack's requests to its answer, without refused requests",
    labelNames: ['kind'],
    buckets: ANSWERED_BUCKETS,
    registers: [registry],
  });
  const outgoing = counter('havoc_outgoing_total', 'Calls to Slack', ['method', 'outcome']);
  const late = counter('havoc_late_replies_total', 'Replies after Slack had stopped waiting', [
    'kind',
    'outcome',
  ]);
  const refreshes = counter('havoc_token_refreshes_total', 'Refreshes of tokens that expire', ['outcome']);
  // Prometheus sees an increase only if the counter already has a value. Lost tokens are rare.
  for (const outcome of ['ok', 'failed', 'lost']) refreshes.inc({ outcome }, 0);
  const evicted = counter(
    'havoc_evicted_connections_total',
    'Connections that were closed to make room for others',
    [],
  );
  const replicas = new Gauge({
    name: 'havoc_replicas',
    help: 'Sidecars alive on this database, as seen from this one',
    registers: [registry],
  });
  const inboxFull = new Gauge({
    name: 'havoc_inbox_full',
    help: "1 while the backlog is at its limit and havoc refuses Slack's requests",
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
      gauge('havoc_database_up', '1 while the database responds and accepts writes', async () =>
        Number(await isUp()),
      );
    },
    watchInstallations(count) {
      new Gauge({
        name: 'havoc_installations',
        help: 'Installations by state: active, refused (Slack refuses the token of the bot) or ended',
        labelNames: ['state'],
        registers: [registry],
        async collect() {
          const counts = await count().catch(() => undefined);
          for (const state of STATES) this.set({ state }, counts?.[state] ?? Number.NaN);
        },
      });
    },
    countRefresh: (outcome) => refreshes.inc({ outcome }),
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
      // The database may be unreachable or slow. The other metrics must be available nevertheless.
      gauge('havoc_backlog', 'Unsettled envelopes in all pods, counted up to the limit', async () => {
        const counting = count().catch(() => Number.NaN);
        return (await within(COUNT_MS, counting)) ? counting : Number.NaN;
      });
      gauge(
        'havoc_backlog_limit',
        "Number of unsettled envelopes at which havoc starts to refuse Slack's requests",
        () => limit,
      );
    },
    watchSockets(count) {
      gauge(
        'havoc_socket_connections',
        'Socket Mode connections that this sidecar should have',
        () => count().held,
      );
      gauge('havoc_socket_connections_up', 'Socket Mode connections that are up', () => count().up);
    },
  };
}

/** Buckets in seconds, from an immediate delivery to one after hours of backlog. */
const WAITED_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600];

function createDeliveryMeter(registry: Registry): DeliveryMeter {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const delivered = counter('havoc_deliveries_total', 'Attempts to deliver to apps', ['kind']);
  const redelivered = counter('havoc_redeliveries_total', 'Attempts after the first', ['kind']);
  const ended = counter('havoc_attempts_ended_total', 'How attempts ended', ['kind', 'outcome']);
  const dead = counter('havoc_dead_letters_total', 'Envelopes that became dead letters', ['kind', 'reason']);
  const unhandled = counter('havoc_unhandled_total', 'Envelopes that no connected app handled', ['kind']);
  const waited = new Histogram({
    name: 'havoc_delivery_wait_seconds',
    help: 'Seconds from the receipt of an envelope to its delivery to an app',
    buckets: WAITED_BUCKETS,
    registers,
  });
  // Prometheus sees an increase only if the counter already has a value. These counters rarely increase, so they start
  // at 0.
  for (const kind of [...declaredKinds.map(([declared]) => declared), INSTALLATION_EVENT, OTHER]) {
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

/** Returns the kind for a label: the first word of a traffic name, or `other`. */
function kindOf(name: string): string {
  const [kind = ''] = name.split(' ', 1);
  return isDeclaredKind(kind) || kind === INSTALLATION_EVENT ? kind : OTHER;
}
