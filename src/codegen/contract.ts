/** The families of Web API methods that the contract has. Widening it is adding to this list. */
export const FAMILIES = ['auth', 'chat', 'conversations', 'users', 'team', 'bots', 'views', 'reactions'];

/** Methods left out, with the reason that the refusing stub or whoever looks for them should hear. */
export const EXCLUDED_METHODS: Record<string, string> = Object.fromEntries(
  [
    'oauth.access',
    'oauth.v2.access',
    'oauth.v2.user.access',
    'oauth.v2.exchange',
    'oauth.token',
    'openid.connect.token',
    'tooling.tokens.rotate',
    'apps.manifest.create',
    'apps.connections.open',
  ].map((method) => [method, 'its answer is a secret, which never leaves the sidecar']),
);

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
  WebAPICallResultResponseMetadata: 'ResponseMetadata',
  V1: 'CallV1',
  IngTeam: 'InviteTeam',
  TingUser: 'InviteUser',
  Tabz: 'TabElement',
  UsergroupClude: 'UsergroupElement',
};

/** Base types that say nothing about what travels: an optional token, and "anything else besides". */
export const DROPPED_BASES = new Set(['TokenOverridable', 'StringIndexed']);
