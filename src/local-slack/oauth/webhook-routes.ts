import type { FastifyInstance, FastifyRequest } from 'fastify';
import { getInstalled } from '../apps/installed.js';
import { findRefusal, refusal } from '../refusal.js';
import { createArgs } from '../web-api/args.js';
import { contentOf, getShowable } from '../web-api/content.js';
import { readBody } from '../web-api/read-body.js';
import { findChannel } from '../workspaces/find.js';
import { postMessage } from '../workspaces/messages.js';
import { webhooks } from '../world/collections.js';
import type { World } from '../world/world.js';

/** The HTTP statuses of errors; 400 for any other. */
const STATUSES: Record<string, number> = {
  channel_not_found: 404,
  channel_is_archived: 410,
  no_service: 404,
};

/**
 * Serves the incoming webhooks: a post of a message adds it to the channel of the webhook.
 * docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function addWebhookRoutes(server: FastifyInstance, world: World): void {
  server.post('/services/*', async (request, reply) => {
    reply.type('text/plain; charset=utf-8');
    try {
      await post(world, request);
      return await reply.send('ok');
    } catch (thrown) {
      const refused = findRefusal(thrown);
      if (!refused) throw thrown;
      return reply.code(STATUSES[refused.error] ?? 400).send(refused.error);
    }
  });
}

/** @throws refusal `no_service`, `invalid_payload`, `channel_not_found`, `channel_is_archived`, or those of the content */
async function post({ db, change }: World, { url, headers, body: raw }: FastifyRequest): Promise<void> {
  const webhook = await db.find(webhooks, url.split('?')[0] ?? '');
  if (!webhook) throw refusal('no_service', 'There is no webhook with this URL, or its app was uninstalled.');
  const type = headers['content-type'];
  const body = readBody(type, typeof raw === 'string' ? raw : '');
  if (!body) throw refusal('invalid_payload', 'The body is not a JSON object.');
  await change(webhook.team, async (workspace) => {
    const { installation } = await getInstalled(workspace, webhook.app);
    const channel = await findChannel(workspace, webhook.channel);
    if (!channel) throw refusal('channel_not_found', 'The channel of the webhook no longer exists.');
    if (channel.is_archived) throw refusal('channel_is_archived', `#${channel.name} is archived.`);
    await postMessage(workspace, channel, {
      ...getShowable(contentOf(body)),
      user: installation.bot_user_id,
      by_app: webhook.app,
      subtype: 'bot_message',
      thread_ts: createArgs(body).find('thread_ts') || undefined,
    });
  });
}
