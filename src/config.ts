import type { z } from 'zod';
import { HavocError } from './base/index.js';
import { environmentSchema } from './config-schema.js';
import type { EncryptionKey } from './vault/index.js';

export { environmentSchema };

/** The configuration, read once and frozen. */
export type Config = Readonly<
  z.output<typeof environmentSchema> & {
    /** The keys of HAVOC_ENCRYPTION_KEYS or of its file. Empty if neither is set. */
    keys: readonly EncryptionKey[];
  }
>;

/**
 * Reads the environment.
 *
 * @throws HavocError `config.invalid` (invalid_argument); it names every variable that is missing or wrong and says
 * what would be right, but shows no value
 */
export function readConfig(environment: Environment = process.env): Config {
  const given = withoutSpace(environment);
  const result = environmentSchema.safeParse(given);
  const wrong = result.success ? togetherMistakes(result.data) : mistakesOf(result.error, given);
  const mistakes = [...wrong, ...missingDoor(given)];
  if (result.success && mistakes.length === 0) {
    const { HAVOC_ENCRYPTION_KEYS, HAVOC_ENCRYPTION_KEYS_FILE } = result.data;
    return Object.freeze({
      ...result.data,
      keys: HAVOC_ENCRYPTION_KEYS ?? HAVOC_ENCRYPTION_KEYS_FILE ?? [],
    });
  }
  throw invalid(mistakes);
}

type Variables = z.output<typeof environmentSchema>;
type Environment = Record<string, string | undefined>;

/**
 * Removes spaces around values, and empty values. A file with a secret often ends with a newline that is not part of the
 * secret.
 */
function withoutSpace(environment: Environment): Environment {
  const trimmed = Object.entries(environment).map(([name, value]) => [name, value?.trim()]);
  return withProxies(Object.fromEntries(trimmed.filter(([, value]) => value !== '')));
}

/** Applies the lower-case names of the proxy variables. If both names are set, the lower-case one counts, as on Unix. */
function withProxies(given: Environment): Environment {
  const lower = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].map((name) => [name, given[name.toLowerCase()]]);
  return { ...given, ...Object.fromEntries(lower.filter(([, value]) => value !== undefined)) };
}

/** Returns one mistake for each wrong variable, even if several checks refuse it. */
function mistakesOf({ issues }: z.ZodError, given: Environment): string[] {
  const byName = new Map(issues.map(({ path: [name], message }) => [String(name), message]));
  return [...byName].map(([name, message]) => {
    const meaning = environmentSchema.shape[name as keyof Variables]?.description;
    return `${name} ${given[name] === undefined ? 'is missing' : message}. (${meaning})`;
  });
}

function invalid(mistakes: string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'config.invalid',
    message: `The environment variables are not valid:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
  });
}

function missingDoor({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }: Environment): string[] {
  if (SLACK_SIGNING_SECRET ?? SLACK_APP_TOKEN) return [];
  return ['SLACK_SIGNING_SECRET is missing: set it for HTTP, or SLACK_APP_TOKEN for Socket Mode, or both.'];
}

function togetherMistakes(config: Variables): string[] {
  const mistakes: string[] = [];
  if ((config.HAVOC_GRPC_TLS_CERT === undefined) !== (config.HAVOC_GRPC_TLS_KEY === undefined)) {
    mistakes.push('HAVOC_GRPC_TLS_CERT and HAVOC_GRPC_TLS_KEY belong together: set both or neither.');
  }
  if (config.HAVOC_HTTP_UNPROVED_BYTES < config.HAVOC_BODY_LIMIT_BYTES) {
    mistakes.push(
      'HAVOC_HTTP_UNPROVED_BYTES must be HAVOC_BODY_LIMIT_BYTES or more: one whole body must fit into it.',
    );
  }
  for (const [one, other] of EITHER) {
    if (config[one] !== undefined && config[other] !== undefined)
      mistakes.push(`${one} and ${other} exclude each other: set one of them.`);
  }
  return [...mistakes, ...oauthMistakes(config)];
}

/** Variables of which at most one may be set. */
const EITHER = [
  ['HAVOC_ENCRYPTION_KEYS', 'HAVOC_ENCRYPTION_KEYS_FILE'],
  ['HAVOC_OAUTH_SUCCESS_URL', 'HAVOC_OAUTH_SUCCESS_PAGE'],
  ['HAVOC_OAUTH_FAILURE_URL', 'HAVOC_OAUTH_FAILURE_PAGE'],
] as const;

function oauthMistakes(config: Variables): string[] {
  const { SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret } = config;
  const { SLACK_SCOPES, SLACK_USER_SCOPES, HAVOC_OAUTH_REDIRECT_URLS } = config;
  // A client id and a secret alone serve token rotation.
  if ((SLACK_SCOPES ?? SLACK_USER_SCOPES ?? HAVOC_OAUTH_REDIRECT_URLS) === undefined) {
    const isHalf = (id === undefined) !== (secret === undefined);
    return isHalf ? ['SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both or neither.'] : [];
  }
  const needs: [given: unknown, advice: string][] = [
    [id, 'SLACK_CLIENT_ID is missing: copy it from the app’s Basic Information page.'],
    [secret, 'SLACK_CLIENT_SECRET is missing: copy it from the app’s Basic Information page.'],
    [
      SLACK_SCOPES ?? SLACK_USER_SCOPES,
      'SLACK_SCOPES is missing: set it to the scopes of the bot, or set SLACK_USER_SCOPES, or both.',
    ],
    [
      HAVOC_OAUTH_REDIRECT_URLS,
      'HAVOC_OAUTH_REDIRECT_URLS is missing: set it to the redirect URL, as in https://slack.example.com/slack/oauth_redirect.',
    ],
    [
      config.HAVOC_ENCRYPTION_KEYS ?? config.HAVOC_ENCRYPTION_KEYS_FILE,
      'HAVOC_ENCRYPTION_KEYS is missing: run `havoc keys new`, and set it to the key that it prints.',
    ],
  ];
  return needs.filter(([given]) => given === undefined).map(([, advice]) => `${advice} OAuth needs it.`);
}

/** What people need to install the app with OAuth. */
export interface OAuthConfig {
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  userScopes: readonly string[];
  redirectUrls: readonly [string, ...string[]];
}

/** Returns the configuration of OAuth, or undefined if the app is not installed with it. */
export function oauthOf(config: Config): OAuthConfig | undefined {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = config;
  const { HAVOC_OAUTH_REDIRECT_URLS: redirectUrls, SLACK_SCOPES: scopes = [] } = config;
  if (clientId === undefined || clientSecret === undefined || redirectUrls === undefined) return undefined;
  return { clientId, clientSecret, scopes, userScopes: config.SLACK_USER_SCOPES ?? [], redirectUrls };
}

/** The configuration of `havoc migrate`. */
export interface MigrationConfig {
  /** URL of the database. It bypasses a connection pooler if DATABASE_DIRECT_URL is set. */
  url: string;
  /** How long to wait for a database that does not respond. */
  waitMs: number;
}

// `havoc migrate` does not need DATABASE_URL if DATABASE_DIRECT_URL is set.
const migrationSchema = environmentSchema
  .pick({ DATABASE_URL: true, DATABASE_DIRECT_URL: true, HAVOC_DATABASE_WAIT_MS: true })
  .partial({ DATABASE_URL: true });

/**
 * Reads the environment of `havoc migrate`.
 *
 * @throws HavocError `config.invalid` (invalid_argument)
 */
export function readMigrationConfig(environment: Environment = process.env): MigrationConfig {
  const given = withoutSpace(environment);
  const { success, data, error } = migrationSchema.safeParse(given);
  if (!success) throw invalid(mistakesOf(error, given));
  const url = data.DATABASE_DIRECT_URL ?? data.DATABASE_URL;
  if (url === undefined) {
    throw invalid([
      'DATABASE_URL is missing: set it to the URL of the database that `havoc migrate` should update.',
    ]);
  }
  return { url, waitMs: data.HAVOC_DATABASE_WAIT_MS };
}

/** The configuration of commands that work on the database without a sidecar, such as `havoc installations import`. */
export type StorageConfig = Readonly<
  Pick<
    Variables,
    | 'DATABASE_URL'
    | 'DATABASE_DIRECT_URL'
    | 'SLACK_CLIENT_ID'
    | 'SLACK_CLIENT_SECRET'
    | 'SLACK_API_URL'
    | 'HTTPS_PROXY'
    | 'HTTP_PROXY'
    | 'NO_PROXY'
  > & { keys: readonly EncryptionKey[] }
>;

const storageSchema = environmentSchema.pick({
  DATABASE_URL: true,
  DATABASE_DIRECT_URL: true,
  HAVOC_ENCRYPTION_KEYS: true,
  HAVOC_ENCRYPTION_KEYS_FILE: true,
  SLACK_CLIENT_ID: true,
  SLACK_CLIENT_SECRET: true,
  SLACK_API_URL: true,
  HTTPS_PROXY: true,
  HTTP_PROXY: true,
  NO_PROXY: true,
});

/**
 * Reads the environment of a command that works on the database. It may have the whole environment of `havoc serve`.
 *
 * @throws HavocError `config.invalid` (invalid_argument)
 */
export function readStorageConfig(environment: Environment): StorageConfig {
  const given = withoutSpace(environment);
  const { success, data, error } = storageSchema.safeParse(given);
  if (!success) throw invalid(mistakesOf(error, given));
  const { HAVOC_ENCRYPTION_KEYS, HAVOC_ENCRYPTION_KEYS_FILE, ...rest } = data;
  return Object.freeze({ ...rest, keys: HAVOC_ENCRYPTION_KEYS ?? HAVOC_ENCRYPTION_KEYS_FILE ?? [] });
}
