import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { portOf } from './manifest.js';
import type { Pod } from './pod.js';

/** The result of a request: the status and body of its answer, or why there is none. */
export interface Outcome {
  status: number | undefined;
  answer: string;
  pod: string;
}

/** A Service with its load balancer. Each request goes to the next of the pods that it believes to be ready. */
export interface Service {
  add(pod: Pod): void;
  post(path: string, headers: OutgoingHttpHeaders, body: string): Promise<Outcome>;
  close(): void;
}

export interface ServiceOptions {
  targetPort: number | string;
  /** How long it takes until all nodes know that a pod is no longer ready: first controllers learn it, then nodes. */
  lateMs: number;
}

/** Longer than Slack's 3 s, because the tests look for refused requests, and not for how slow a busy machine is. */
const PATIENCE_MS = 30_000;

export function createService({ targetPort, lateMs }: ServiceOptions): Service {
  const agent = new Agent({ keepAlive: true });
  const endpoints = new Set<Pod>();
  const timers = new Set<NodeJS.Timeout>();
  let turn = 0;

  function add(pod: Pod): void {
    pod.onChange(() => {
      if (pod.isReady()) return void endpoints.add(pod);
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!pod.isReady()) endpoints.delete(pod);
      }, lateMs);
      timers.add(timer);
    });
  }

  function post(path: string, headers: OutgoingHttpHeaders, body: string): Promise<Outcome> {
    const known = [...endpoints];
    const pod = known[turn++ % known.length];
    if (pod === undefined) return Promise.resolve({ status: undefined, answer: 'no endpoints', pod: 'none' });
    const { address, name, spec } = pod;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const target = {
      host: address,
      port: portOf(spec.containers, targetPort),
      path,
      method: 'POST',
      agent,
      signal,
      headers,
    };
    return new Promise((resolve) => {
      const sent = request(target, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, answer: Buffer.concat(chunks).toString(), pod: name });
        });
        response.on('error', fail);
      });
      const fail = (failure: Error) => resolve({ status: undefined, answer: String(failure), pod: name });
      sent.on('error', fail);
      sent.end(body);
    });
  }

  return {
    add,
    post,
    close() {
      for (const timer of timers) clearTimeout(timer);
      agent.destroy();
    },
  };
}
