import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { methods } from '../gen/slack/methods.js';
import { payloads } from '../gen/slack/payloads.js';
import type { TrafficEntry } from '../traffic/index.js';

/**
 * What havoc counts, for Prometheus. Every label has a bounded number of values: what comes from outside, paths
 * and ids that an app or a stranger made up among it, would otherwise fill the memory.
 */
export interface Metrics {
  registry: Registry;
  countTraffic(entry: Pick<TrafficEntry, 'direction' | 'name' | 'outcome'>): void;
  /** A field whose value was not of the declared type, by the kind or method that it came with. */
  countDropped(kind: string, path: string): void;
  /** A reply that came after Slack had stopped waiting. */
  countLate(kind: string, outcome: 'applied' | 'dropped'): void;
  /** How many sidecars are alive on this database, this one among them. */
  setReplicas(count: number): void;
  /** Shows how many Socket Mode connections this sidecar is to have, and how many of them are up. */
  watchSockets(count: () => { held: number; up: number }): void;
}

const MOST_PATHS = 1_000;
const MOST_PATH_LENGTH = 120;
const OTHER = 'other';

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const incoming = counter('havoc_incoming_total', 'Requests from Slack', ['kind', 'outcome']);
  const outgoing = counter('havoc_outgoing_total', 'Calls to Slack', ['method', 'outcome']);
  const dropped = counter('havoc_dropped_fields_total', 'Fields of an undeclared type', ['kind', 'path']);
  const late = counter('havoc_late_replies_total', 'Replies after Slack had stopped waiting', [
    'kind',
    'outcome',
  ]);
  const replicas = new Gauge({
    name: 'havoc_replicas',
    help: 'Sidecars alive on this database, as seen from this one',
    registers: [registry],
  });
  const paths = new Set<string>();

  return {
    registry,
    countTraffic({ direction, name, outcome }) {
      if (direction === 'in') incoming.inc({ kind: kindOf(name), outcome });
      else outgoing.inc({ method: methods.has(name) || name === 'response_url' ? name : OTHER, outcome });
    },
    countDropped(kind, path) {
      const place = path.replace(/\[\d+\]/g, '[]');
      const key = `${kind} ${place}`;
      const isCounted = paths.has(key) || (paths.size < MOST_PATHS && place.length <= MOST_PATH_LENGTH);
      if (isCounted) paths.add(key);
      const known = methods.has(kind) ? kind : kindOf(kind);
      dropped.inc({ kind: known, path: isCounted ? place : OTHER });
    },
    countLate: (kind, outcome) => late.inc({ kind: kindOf(kind), outcome }),
    setReplicas: (count) => replicas.set(count),
    watchSockets(count) {
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers: [registry],
          collect() {
            this.set(read());
          },
        });
      gauge('havoc_socket_connections', 'Socket Mode connections to have', () => count().held);
      gauge('havoc_socket_connections_up', 'Socket Mode connections that are up', () => count().up);
    },
  };
}

/** The kind is the first word of what traffic calls a request. */
function kindOf(name: string): string {
  const [kind = ''] = name.split(' ', 1);
  return Object.hasOwn(payloads, kind) ? kind : OTHER;
}
