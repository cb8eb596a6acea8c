/** The four subscriptions to the event `message`, one for each kind of conversation. */
export const MESSAGE_SUBSCRIPTIONS = [
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
] as const;

/** Scopes that every manifest gets: havoc reads names with them, and most apps post messages. */
export const BASE_SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'posts, updates',
  'users:read': 'names of people',
  'channels:read': 'names of channels',
  'groups:read': 'names of private channels',
  'im:read': 'direct messages',
  'mpim:read': 'group messages',
  'team:read': 'name of the workspace',
};
