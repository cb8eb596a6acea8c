import { type FastifyInstance, fastify } from 'fastify';
import type { Metrics } from './metrics.js';

export interface OpsOptions {
  metrics: Metrics;
  /** Returns true once the sidecar has started completely. */
  isStarted: () => boolean;
  /** Called for each request to /readyz, which answers with the result. */
  health: () => Promise<Health>;
}

/** The answer of /readyz. */
export interface Health {
  /** True if the sidecar accepts requests. */
  ready: boolean;
  /** Further details for people. They are never a reason to restart. */
  [detail: string]: string | boolean;
}

/** Creates the server for probes and metrics. It does not listen yet. Closing it does not wait for open connections. */
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
