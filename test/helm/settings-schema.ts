import { z } from 'zod';
import { environmentSchema } from '../../src/config.js';

/** The source of each variable that is not a setting. */
export const NOT_SETTINGS: Readonly<Record<string, 'Secret' | 'set by it' | 'not in a pod'>> = {
  DATABASE_URL: 'Secret',
  DATABASE_DIRECT_URL: 'Secret',
  SLACK_SIGNING_SECRET: 'Secret',
  SLACK_SIGNING_SECRET_PREVIOUS: 'Secret',
  SLACK_BOT_TOKEN: 'Secret',
  SLACK_APP_TOKEN: 'Secret',
  SLACK_CLIENT_ID: 'Secret',
  SLACK_CLIENT_SECRET: 'Secret',
  HAVOC_OAUTH_CONTEXT_SECRET: 'Secret',
  HAVOC_ENCRYPTION_KEYS: 'Secret',
  HAVOC_ADDRESS: 'set by it',
  HAVOC_HTTP_PORT: 'set by it',
  HAVOC_OPS_PORT: 'set by it',
  HAVOC_READINESS_STRICT: 'set by it',
  SLACK_SCOPES: 'set by it',
  SLACK_USER_SCOPES: 'set by it',
  HAVOC_OAUTH_REDIRECT_URLS: 'set by it',
  HAVOC_OAUTH_SUCCESS_URL: 'set by it',
  HAVOC_OAUTH_FAILURE_URL: 'set by it',
  HAVOC_OAUTH_SUCCESS_PAGE: 'set by it',
  HAVOC_OAUTH_FAILURE_PAGE: 'set by it',
  // The app reaches havoc through a socket or a loopback address.
  HAVOC_GRPC_TLS_CERT: 'not in a pod',
  HAVOC_GRPC_TLS_KEY: 'not in a pod',
  HAVOC_GRPC_TOKEN: 'not in a pod',
  // The Secret has the keys themselves.
  HAVOC_ENCRYPTION_KEYS_FILE: 'not in a pod',
};

/** Variables that Node.js itself reads. */
const OF_NODE = {
  NODE_OPTIONS: { type: 'string', description: 'Options of Node.js, as in `--max-old-space-size=384`' },
  NODE_EXTRA_CA_CERTS: { type: 'string', description: 'File with further certificates that Node.js trusts' },
};

/** `havoc.settings` of values.schema.json: every variable that havoc reads, except those of NOT_SETTINGS. */
export function settingsSchema(): object {
  const { properties = {} } = z.toJSONSchema(environmentSchema, {
    target: 'draft-7',
    unrepresentable: 'any',
  });
  const settings = Object.entries(properties).filter(([name]) => !(name in NOT_SETTINGS));
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(settings.map(([name, schema]) => [name, inYaml(schema)])),
      ...OF_NODE,
    },
  };
}

/** The schema of a setting in YAML, in which a flag is a boolean instead of a word. */
function inYaml(schema: z.core.JSONSchema._JSONSchema): object {
  if (typeof schema === 'boolean') throw new Error('A variable has no schema.');
  const { description, enum: words, type, minimum, maximum, minLength, pattern } = schema;
  const isFlag = words?.includes('true') && words.includes('false');
  const value = isFlag ? { type: 'boolean' } : words ? { enum: words } : { type };
  return Object.fromEntries(
    Object.entries({ ...value, minimum, maximum, minLength, pattern, description }).filter(
      ([, part]) => part !== undefined,
    ),
  );
}
