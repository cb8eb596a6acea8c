import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Consent,
  type ConsentScope,
  type Decision,
  decideConsent,
  describeConsent,
} from '../../oauth/consent.js';
import { type Acting, mayActAsPeople } from '../../policy/acting.js';
import { findRefusal, refusal } from '../../refusal.js';
import type { World } from '../../world/world.js';
import { isSameOrigin } from '../same-origin.js';
import { consentPage } from './consent-page.js';
import { errorPage } from './error-page.js';

const PATH = '/oauth';

/** The headers of the page. They forbid framing, so that no other website can trick a person into a click. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'same-origin',
};

/**
 * Serves the consent page of OAuth, to which `/oauth/v2/authorize` redirects with its query. On it, a developer decides
 * as any person of the world. So it is open only to browsers that may act as people.
 */
export function addConsentRoutes(
  server: FastifyInstance,
  { world, actFrom }: { world: World; actFrom: Acting['allowed'] },
): void {
  server.get(PATH, (request, reply) =>
    answer(request, reply, actFrom, async (query) => {
      const consent = await describeConsent(world, query);
      return reply.headers(HEADERS).send(consentPage(consent, { action: request.url, wanted: query.team }));
    }),
  );
  server.post(PATH, (request, reply) =>
    answer(request, reply, actFrom, async (query) => {
      const fields = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const decision = toDecision(await describeConsent(world, query), fields);
      const { redirect } = await decideConsent(world, query, decision);
      return reply.header('cache-control', 'no-store').redirect(redirect);
    }),
  );
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  actFrom: Acting['allowed'],
  work: (query: Record<string, string>) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    if (!mayActAsPeople({ from: request.ip, allowed: actFrom }) || !isSameOrigin(request.headers)) {
      throw refusal(
        'access_denied',
        'Apps are installed in a browser on the machine of the local Slack only.',
      );
    }
    return await work(Object.fromEntries(new URL(request.url, 'http://localhost').searchParams));
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (!refused) throw thrown;
    const { status, html } = errorPage({ ...refused, status: refused.error === 'access_denied' ? 403 : 400 });
    return reply.code(status).headers(HEADERS).send(html);
  }
}

function toDecision({ bot_scopes, user_scopes, workspaces }: Consent, fields: URLSearchParams): Decision {
  if (fields.get('decision') !== 'allow') return { allow: false };
  const place = fields.get('place') ?? '';
  const channel = fields.get(`channel:${place}`);
  return {
    allow: true,
    ...(workspaces.some(({ id }) => id === place) ? { team: place } : { enterprise: place }),
    person: fields.get(`person:${place}`) ?? '',
    scopes: {
      bot: granted(bot_scopes, fields.getAll('bot_scope')),
      user: granted(user_scopes, fields.getAll('user_scope')),
    },
    ...(channel && { channel }),
  };
}

/** The scopes that cannot be refused, and the chosen ones of the others. */
function granted(asked: readonly ConsentScope[], chosen: readonly string[]): string[] {
  return asked.filter(({ scope, optional }) => !optional || chosen.includes(scope)).map(({ scope }) => scope);
}
