import type { Target } from './channel.js';
import { createEntities, type Entities } from './entities.js';
import { createMessages, type Messages } from './messages.js';
import { createSlack, type Slack, type SlackDeps } from './slack.js';

/**
 * The functions that call Slack and havoc for one installation.
 *
 * @example
 * ```ts
 * const { slack, messages } = havoc.forTeam('T012AB3CD');
 * const { channel } = await slack.conversations.create({ name: 'deployments' });
 * await messages.upsert('deploy:42', { channel: channel?.id ?? '', text: 'Deploying' });
 * ```
 */
export interface Calls {
  /** Calls any Web API method. */
  readonly slack: Slack;
  /** Posts, updates and finds the app's messages by keys that the app chooses. */
  readonly messages: Messages;
  /** Looks up users, channels and workspaces. */
  readonly entities: Entities;
}

export function createCalls(deps: SlackDeps, target?: Target): Calls {
  const { unary } = deps;
  return {
    slack: createSlack(deps, target),
    messages: createMessages(unary, target),
    entities: createEntities(unary, target),
  };
}
