import type { FastifyInstance } from 'fastify';
import { errorPage } from '../page-server/oauth/error-page.js';
import { findRefusal } from '../refusal.js';
import type { World } from '../world/world.js';
import { readAuthorizeRequest } from './authorize-request.js';

/** Where the consent page is. */
const CONSENT_PATH = '/oauth';

/**
 * Serves the URL to which an app sends people who want to install it. A valid request goes on to the consent page. An
 * invalid one gets a page with the error: Slack does not redirect to an address that it has not checked, and shows its
 * other errors in the same way. docs.slack.dev/authentication/installing-with-oauth
 */
export function addAuthorizeRoutes(server: FastifyInstance, { db }: Pick<World, 'db'>): void {
  server.get('/oauth/v2/authorize', async (request, reply) => {
    const { searchParams, search } = new URL(request.url, 'http://localhost');
    try {
      await readAuthorizeRequest(db, Object.fromEntries(searchParams));
      return await reply.redirect(`${CONSENT_PATH}${search}`);
    } catch (thrown) {
      const refused = findRefusal(thrown);
      if (!refused) throw thrown;
      const { status, html } = errorPage(refused);
      return reply.code(status).type('text/html; charset=utf-8').send(html);
    }
  });
}
