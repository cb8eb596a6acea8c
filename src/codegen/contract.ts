/** The families of Web API methods in the contract. */
export const FAMILIES = [
  'admin',
  'agents',
  'api',
  'apps',
  'assistant',
  'auth',
  'blocks',
  'bookmarks',
  'bots',
  'calls',
  'canvases',
  'chat',
  'conversations',
  'dialog',
  'dnd',
  'emoji',
  'entity',
  'files',
  'functions',
  'migration',
  'oauth',
  'openid',
  'pins',
  'reactions',
  'reminders',
  'rtm',
  'search',
  'slackLists',
  'stars',
  'team',
  'tooling',
  'usergroups',
  'users',
  'views',
  'workflows',
];

/** Methods whose answer is a secret. The sidecar refuses them, and their requests and responses have no fields. */
export const REFUSED_METHODS = new Set([
  'apps.connections.open',
  'apps.manifest.create',
  'oauth.access',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'openid.connect.token',
  'tooling.tokens.rotate',
]);

/** Fields that are left out of every message, with the reason. */
export const DROPPED_FIELDS: Record<string, string> = {
  token: 'a secret: tokens stay in the sidecar',
  bot_access_token: 'a secret: tokens stay in the sidecar',
};

/** Fields that are left out of one declared type, with the reason. */
export const DROPPED_PLACES: Record<string, string> = Object.fromEntries(
  ['scopes', 'acceptedScopes', 'retryAfter'].map((field) => [
    `web-api/WebClient#WebAPICallResult.response_metadata.${field}`,
    'WebClient adds it; Slack does not send it',
  ]),
);

/** Better names for messages. A program generated many of the names in Slack's declarations. */
export const NAMES: Record<string, string> = {
  V1: 'CallV1',
  UsergroupClude: 'UsergroupElement',
};

/** Base types without useful fields: one declares an optional token, the other allows any further key. */
export const DROPPED_BASES = new Set(['TokenOverridable', 'StringIndexed']);

/** Keys, in the singular, that hold the same things as other keys. */
export const SYNONYMS: Record<string, string[]> = {
  latest: ['message'],
  matche: ['file', 'message'],
  member: ['user'],
  next: ['message'],
  previous: ['message'],
  root: ['message'],
};
