import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
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
  /** Values that were not of their field's declared type, by the kind or method that they came with. */
  countDropped(kind: string, field: string, count: number): void;
}

/** Each kind or method has few fields that Slack sends otherwise than it declares them. */
const MOST_DROPPED = 1_000;
const OTHER = 'other';

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const incoming = counter('havoc_incoming_total', 'Requests from Slack', ['kind', 'outcome']);
  const outgoing = counter('havoc_outgoing_total', 'Calls to Slack', ['method', 'outcome']);
  const dropped = counter('havoc_dropped_fields_total', 'Values of an undeclared type', ['kind', 'field']);
  const places = new Set<string>();

  return {
    registry,
    countTraffic({ direction, name, outcome }) {
      if (direction === 'in') incoming.inc({ kind: kindOf(name), outcome });
      else outgoing.inc({ method: methods.has(name) || name === 'response_url' ? name : OTHER, outcome });
    },
    countDropped(kind, field, count) {
      const known = methods.has(kind) ? kind : kindOf(kind);
      const place = `${known} ${field}`;
      const isCounted = places.has(place) || places.size < MOST_DROPPED;
      if (isCounted) places.add(place);
      dropped.inc({ kind: known, field: isCounted ? field : OTHER }, count);
    },
  };
}

/** The kind is the first word of what traffic calls a request. */
function kindOf(name: string): string {
  const [kind = ''] = name.split(' ', 1);
  return Object.hasOwn(payloads, kind) ? kind : OTHER;
}
