import { type FastifyInstance, fastify } from 'fastify';
import type { Metrics } from './metrics.js';

export interface OpsOptions {
  metrics: Metrics;
  /** Whether everything listens, or did once. */
  isStarted: () => boolean;
  /** Asked by each /readyz, which shows all of it. */
  health: () => Promise<Health>;
}

/** What /readyz answers. */
export interface Health {
  /** Whether requests are welcome. */
  ready: boolean;
  /** What a person wants to know beyond that; never a reason to restart. */
  [detail: string]: string | boolean;
}

/** The listener for probes and metrics, not yet listening. Its end waits for nobody. */
export function createOps({ metrics, isStarted, health }: OpsOptions): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.get('/livez', async () => ({ live: true }));
  app.get('/startupz', async (_request, reply) => {
    const started = isStarted();
    return reply.code(started ? 200 : 503).send({ started });
  });
  app.get('/readyz', async (_request, reply) => {
    const answer = await health();
    return reply.code(answer.ready ? 200 : 503).send(answer);
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return app;
}
