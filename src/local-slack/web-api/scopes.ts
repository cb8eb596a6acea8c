import { METHOD_SCOPES } from '../../gen/method-scopes.js';
import { missingScope, refusal } from '../refusal.js';
import type { Reader } from '../store/transaction.js';
import { channelType } from '../workspaces/find.js';
import { channels, type Placement } from '../world/collections.js';
import type { Args } from './args.js';
import { CONVERSATION_TYPES } from './conversations-list.js';

/** What the scopes for each type of conversation start with. */
export const CONVERSATION_SCOPES: Record<Placement['type'], string> = {
  channel: 'channels:',
  group: 'groups:',
  im: 'im:',
  mpim: 'mpim:',
};

/**
 * The scopes of which a token of this kind needs one, whatever the conversation; undefined if the method does not accept
 * this kind. Empty for methods that need none.
 */
export function acceptedScopes(method: string, kind: 'bot' | 'user'): readonly string[] | undefined {
  const of = Object.hasOwn(METHOD_SCOPES, method) ? METHOD_SCOPES[method] : null;
  return of ? of[kind] : [];
}

/**
 * Checks that a token has the scope that a method needs. For a method with a scope for each type of conversation, this is
 * the scope for the conversation in question, such as `groups:history` for a private channel.
 *
 * @param scopes the scopes of the token; all of them if undefined
 * @throws refusal `not_allowed_token_type` or `missing_scope`
 */
export async function checkScopes(
  db: Reader,
  {
    method,
    args,
    is_bot,
    scopes,
  }: { method: string; args: Args; is_bot: boolean; scopes: string[] | undefined },
): Promise<void> {
  const accepted = acceptedScopes(method, is_bot ? 'bot' : 'user');
  if (!accepted) {
    const text = `${method} needs ${is_bot ? "a user's token (xoxp-…), not the bot's" : "the bot's token (xoxb-…), not a user's"}.`;
    throw refusal('not_allowed_token_type', text);
  }
  if (!scopes || accepted.length === 0) return;
  const types = (await typesAskedFor(db, method, args)).map((type) => CONVERSATION_SCOPES[type]);
  const narrowed = types.map((prefix) => accepted.filter((scope) => scope.startsWith(prefix)));
  const needs = narrowed.filter((some) => some.length > 0);
  for (const needed of needs.length > 0 ? needs : [accepted])
    if (!needed.some((scope) => scopes.includes(scope))) throw missingScope(needed, scopes);
}

/** The types of the conversations that a call is about; none if the method is about none, or the call names none. */
async function typesAskedFor(db: Reader, method: string, args: Args): Promise<Placement['type'][]> {
  switch (method) {
    case 'conversations.list':
    case 'users.conversations': {
      const asked = args.ids('types');
      return (asked.length > 0 ? asked : ['public_channel']).flatMap(
        (name) => CONVERSATION_TYPES[name] ?? [],
      );
    }
    case 'conversations.create':
      return [args.flag('is_private') ? 'group' : 'channel'];
    default: {
      const channel = await db.find(channels, args.find('channel') ?? '');
      if (channel) return [channelType(channel)];
      if (method !== 'conversations.open') return [];
      return [args.ids('users').length > 1 ? 'mpim' : 'im'];
    }
  }
}
