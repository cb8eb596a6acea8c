/** The families of Web API methods that the contract has. */
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

/** Methods whose answer is a secret: their stubs take nothing and answer nothing, and the sidecar refuses the call. */
export const REFUSED_METHODS = new Set([
  'apps.connections.open',
  'apps.manifest.create',
  'oauth.access',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'openid.connect.token',
  'tooling.tokens.rotate',
]);

/** Fields left out wherever they stand, with the reason. */
export const DROPPED_FIELDS: Record<string, string> = {
  token: 'a secret: tokens stay in the sidecar',
  bot_access_token: 'a secret: tokens stay in the sidecar',
};

/** Fields of one declared type left out, with the reason. */
export const DROPPED_PLACES: Record<string, string> = Object.fromEntries(
  ['scopes', 'acceptedScopes', 'retryAfter'].map((field) => [
    `web-api/WebClient#WebAPICallResult.response_metadata.${field}`,
    'WebClient adds it; Slack does not send it',
  ]),
);

/** Better names for messages than those that Slack's declarations suggest: a program made many of them. */
export const NAMES: Record<string, string> = {
  V1: 'CallV1',
  UsergroupClude: 'UsergroupElement',
};

/** Base types that say nothing about what travels: an optional token, and "anything else besides". */
export const DROPPED_BASES = new Set(['TokenOverridable', 'StringIndexed']);

/** Keys, singular, that hold the same things as others. */
export const SYNONYMS: Record<string, string[]> = {
  latest: ['message'],
  matche: ['file', 'message'],
  member: ['user'],
  next: ['message'],
  previous: ['message'],
  root: ['message'],
};
