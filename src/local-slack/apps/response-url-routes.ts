import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Journal } from '../journal/journal.js';
import type { Json } from '../model.js';
import { findRefusal } from '../refusal.js';
import { type Call, faultyAnswer, type HttpAnswer } from '../web-api/dispatch.js';
import type { Faults } from '../web-api/faults.js';
import { readBody } from '../web-api/read-body.js';
import { sendAnswer } from '../web-api/routes.js';
import { responseUrls } from '../world/collections.js';
import type { World } from '../world/world.js';
import { respond } from './respond.js';

const METHOD = 'response_url';

export interface ResponseUrlDeps {
  world: World;
  faults: Faults;
  calls: Journal<Call>;
}

/** Serves the response_urls. */
export function addResponseUrlRoutes(
  server: FastifyInstance,
  { world, faults, calls }: ResponseUrlDeps,
): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const at = world.now();
    const started = performance.now();
    const body = readBody(
      request.headers['content-type'],
      typeof request.body === 'string' ? request.body : '',
    );
    const path = request.url.split('?')[0] ?? '';
    const fault = faults.claim(METHOD);
    if (fault?.delayMs) await pause(fault.delayMs, undefined, { ref: false });
    const answer = (fault && faultyAnswer(fault)) ?? (await answerTo(world, path, body));
    const about = await world.db.find(responseUrls, path);
    const tookMs = performance.now() - started;
    const said: Json =
      typeof answer.body === 'object' ? answer.body : { ok: answer.body === 'ok', text: answer.body };
    calls.add({
      method: METHOD,
      args: body ?? {},
      as: undefined,
      team: about?.team,
      app: about?.app,
      at,
      tookMs,
      status: answer.status,
      answer: said,
    });
    return sendAnswer(reply, answer);
  };
  server.post('/actions/*', serve);
  server.post('/commands/*', serve);
}

async function answerTo(world: World, path: string, body: Json | undefined): Promise<HttpAnswer> {
  if (!body) return { status: 400, headers: {}, body: { ok: false, error: 'invalid_payload' } };
  try {
    await respond(world, path, body);
    return { status: 200, headers: {}, body: path.startsWith('/commands/') ? 'ok' : { ok: true } };
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (!refused) throw thrown;
    const status = refused.error.endsWith('_url') ? 404 : 400;
    return { status, headers: {}, body: { ok: false, error: refused.error } };
  }
}
