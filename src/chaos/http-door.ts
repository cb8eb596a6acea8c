import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { rowOf, SLACK_WAITS_MS, sign, writeBody } from '../slack/index.js';
import type { Door, Outcome, Try } from './doors.js';
import type { Push } from './payloads.js';
import type { Random } from './random.js';

/** A replica's ports for requests and for probes. */
export interface Backend {
  name: string;
  port: number;
  opsPort: number;
}

export interface HttpDoorOptions {
  backends: readonly Backend[];
  signingSecret: string;
  random: Random;
}

const PROBE_EVERY_MS = 200;
const PROBE_WAIT_MS = 400;

/** Sends signed requests to ready replicas. Like a load balancer, it probes them, so it sees changes a little late. */
export function createHttpDoor({ backends, signingSecret, random }: HttpDoorOptions): Door {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<Backend>();

  async function probe(backend: Backend): Promise<void> {
    const signal = AbortSignal.timeout(PROBE_WAIT_MS);
    const answer = await fetch(`http://127.0.0.1:${backend.opsPort}/readyz`, { signal }).catch(
      () => undefined,
    );
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer?.status === 200) ready.add(backend);
    else ready.delete(backend);
  }
  const probing = setInterval(() => void Promise.all(backends.map(probe)), PROBE_EVERY_MS);

  function post({ name, port }: Backend, path: string, body: string, headers: OutgoingHttpHeaders) {
    return new Promise<Outcome>((resolve) => {
      const settle = (how: Outcome['how'], status = 0, answer = '') =>
        resolve({ how, through: `http ${name}`, status, answer });
      const sent = request({ port, path, host: '127.0.0.1', method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode = 0 } = response;
          const answer = Buffer.concat(chunks).toString();
          settle(statusCode === 200 ? 'acknowledged' : 'refused', statusCode, answer);
        });
        response.on('error', () => settle('broken'));
      });
      sent.on('error', () => settle('broken'));
      sent.end(body);
      const timer = setTimeout(() => {
        settle('timeout');
        sent.destroy();
      }, SLACK_WAITS_MS);
      sent.on('close', () => clearTimeout(timer));
    });
  }

  return {
    name: 'http',
    isOpen: () => ready.size > 0,
    async push(push, how) {
      if (ready.size === 0) return { how: 'broken', through: 'http, no replica ready', answer: '' };
      const { path, type, body } = requestOf(push);
      const timestamp = String(Math.floor(Date.now() / 1000));
      return post(random.pick([...ready]), path, body, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign({ secret: signingSecret, timestamp, rawBody: body }),
        ...retryHeaders(how),
      });
    },
    async close() {
      clearInterval(probing);
      agent.destroy();
    },
  };
}

function requestOf({ kind, body }: Push): { path: string; type: string; body: string } {
  const { sentAs, requestUrl } = rowOf(kind);
  const { contentType, rawBody } = writeBody(sentAs, body);
  return { path: `/slack/${requestUrl}`, type: contentType, body: rawBody };
}

function retryHeaders({ retryNum, retryReason }: Try): OutgoingHttpHeaders {
  if (retryNum === 0) return {};
  return { 'x-slack-retry-num': retryNum, 'x-slack-retry-reason': retryReason };
}
