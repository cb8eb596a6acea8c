import { type FastifyInstance, fastify } from 'fastify';
import type { Metrics } from './metrics.js';

export { createMetrics, type Metrics } from './metrics.js';

export interface OpsOptions {
  metrics: Metrics;
  /** Whether all of it is up and none is draining. */
  isReady: () => boolean;
  /** What a person wants to know beyond ready or not; shown by /readyz, and never a reason to restart. */
  details: () => Promise<Record<string, string>>;
}

/** The listener for probes and metrics, not yet listening. Its end waits for nobody. */
export function createOps({ metrics, isReady, details }: OpsOptions): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
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
