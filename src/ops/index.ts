import { type FastifyInstance, fastify } from 'fastify';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/** What havoc counts, for Prometheus. */
export interface Metrics {
  registry: Registry;
  /** Fields of payloads whose value was not of the declared type, by kind and path. */
  droppedFields: Counter<'kind' | 'path'>;
  /** What came from Slack, by kind and outcome. */
  incoming: Counter<'kind' | 'outcome'>;
  /** Calls to Slack, by method and outcome. */
  outgoing: Counter<'method' | 'outcome'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  return {
    registry,
    droppedFields: counter('havoc_dropped_fields_total', 'Fields of an undeclared type', ['kind', 'path']),
    incoming: counter('havoc_incoming_total', 'Requests from Slack', ['kind', 'outcome']),
    outgoing: counter('havoc_outgoing_total', 'Calls to Slack', ['method', 'outcome']),
  };
}

export interface OpsOptions {
  metrics: Metrics;
  /** Whether it listens and is not draining. */
  isReady: () => boolean;
  /** What a person wants to know beyond ready or not; shown by /readyz, and never a reason to restart. */
  details: () => Promise<Record<string, string>>;
}

/** The listener for probes and metrics, not yet listening. */
export function createOps({ metrics, isReady, details }: OpsOptions): FastifyInstance {
  const app = fastify();
  app.get('/livez', async () => ({ live: true }));
  app.get('/readyz', async (_request, reply) => {
    const ready = isReady();
    return reply.code(ready ? 200 : 503).send({ ready, ...(await details()) });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return app;
}
