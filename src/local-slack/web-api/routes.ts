import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Json } from '../model.js';
import type { Credentials } from '../oauth/client.js';
import type { AnswerCall, HttpAnswer } from './dispatch.js';
import { readBody } from './read-body.js';

/** Serves all methods under `/api/`. */
export function addApiRoutes(server: FastifyInstance, answerCall: AnswerCall): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const method = decodeURIComponent(request.url.split('?')[0]?.slice('/api/'.length) ?? '');
    const given = argsOf(request);
    if (!given)
      return sendAnswer(reply, { status: 200, headers: {}, body: { ok: false, error: 'invalid_json' } });
    const { token: inArgs, ...args } = given;
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const value = bearer ?? (typeof inArgs === 'string' ? inArgs : undefined);
    const token = value ? { value, inHeader: bearer !== undefined } : undefined;
    const credentials = readCredentials(request.headers.authorization);
    return sendAnswer(reply, await answerCall({ method, args, token, credentials }));
  };
  server.route({ method: ['GET', 'POST'], url: '/api/*', handler: serve });
}

/** Sends the answer, or drops the connection if the answer has no body. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): FastifyReply {
  if (body === undefined) {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return reply.code(status).headers(headers).type(type).send(body);
}

function argsOf(request: FastifyRequest): Json | undefined {
  const query: Json = { ...(request.query as Json) };
  if (request.method === 'GET' || typeof request.body !== 'string' || request.body === '') return query;
  const body = readBody(request.headers['content-type'], request.body);
  return body && { ...query, ...body };
}

/** Reads HTTP's basic authentication, with which an app can give its client id and secret. */
function readCredentials(header: string | undefined): Credentials | undefined {
  const [, encoded] = /^Basic\s+(.+)$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [client_id = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { client_id, client_secret: rest.join(':') };
}
