import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_ADDRESS, HavocError } from './base/index.js';

// Every check has words of its own: the library's speak of types, and to nobody who runs havoc.
const wholeNumber = (least: number, most: number) => {
  const mistake = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(mistake).int(mistake).min(least, mistake).max(most, mistake);
};
const choice = <const Values extends readonly string[]>(...values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`);
// What no header can carry is shown by the error of whoever tries to send it.
const slackToken = (prefix: string) =>
  z
    .string()
    .startsWith(prefix, `must begin with ${prefix}`)
    .regex(/^[!-~]*$/, 'must be one token alone');
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');
const apiUrl = z.url('must be a URL, as in https://slack.com/api/').refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}, 'must be a URL without user, password and anything behind its path, as in https://slack.com/api/');
const proxyUrl = z.string().refine((text) => {
  const url = text.includes('://') ? text : `http://${text}`;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}, 'must be the address of an HTTP proxy, as in http://user:password@proxy.example.com:3128');
const pemFile = z.string().transform((path, context) => {
  try {
    return readFileSync(path);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be the path of a readable PEM file' });
    return z.NEVER;
  }
});

/** Every variable that `havoc serve` reads, what it must be, and what it is when absent. */
export const environmentSchema = z.object({
  DATABASE_URL: postgresUrl.describe(
    'PostgreSQL 14 or newer; havoc keeps its tables in the schema `havoc_internal`',
  ),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe(
      'The same database past any pooler, for migrations and for what replicas tell each other; `DATABASE_URL` when absent',
    ),
  HAVOC_DATABASE_POOL: wholeNumber(2, 1000).default(10).describe('Most connections to the database'),
  HAVOC_DATABASE_WAIT_MS: wholeNumber(0, 3_600_000)
    .default(60_000)
    .describe('How long the start waits for a database that is away'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, 'is too short: copy it from the app’s Basic Information page')
    .optional()
    .describe('Proves that a request comes from Slack; without it there is no HTTP, but Socket Mode alone'),
  SLACK_SIGNING_SECRET_PREVIOUS: z
    .string()
    .min(16, 'is too short: it must be what SLACK_SIGNING_SECRET was before')
    .optional()
    .describe('Accepted too, while the secret is replaced'),
  SLACK_BOT_TOKEN: slackToken('xoxb-')
    .optional()
    .describe('The token that calls are made with; without it every call of Slack fails'),
  SLACK_APP_TOKEN: slackToken('xapp-')
    .optional()
    .describe('App-level token with the scope `connections:write`; turns Socket Mode on'),
  SLACK_API_URL: apiUrl.default('https://slack.com/api/').describe('Where Slack’s Web API is'),
  HTTPS_PROXY: proxyUrl
    .optional()
    .describe(
      'HTTP proxy by which Slack is reached: for calls, files, `response_url` and Socket Mode. It may hold user and password. `https_proxy` is read too, and goes first, as with the next two',
    ),
  HTTP_PROXY: proxyUrl
    .optional()
    .describe('The same for a `SLACK_API_URL` without TLS, and for all where `HTTPS_PROXY` is absent'),
  NO_PROXY: z
    .string()
    .optional()
    .describe(
      'Hosts that are reached without a proxy, separated by commas, all below them included; `*` for all. This machine’s own addresses always are',
    ),
  HAVOC_ADDRESS: z
    .string()
    .default(DEFAULT_ADDRESS)
    .describe('Where the app reaches havoc by gRPC: `unix:/path` or `host:port`'),
  HAVOC_GRPC_TLS_CERT: pemFile.optional().describe('File with the certificate for gRPC beyond this machine'),
  HAVOC_GRPC_TLS_KEY: pemFile.optional().describe('File with that certificate’s key'),
  HAVOC_GRPC_TOKEN: z
    .string()
    .min(16, 'is too short: it must have 16 characters or more')
    .optional()
    .describe('What clients must present for gRPC beyond this machine'),
  HAVOC_GRPC_REFLECTION: choice('true', 'false')
    .default('false')
    .describe('`true`: gRPC tells tools such as `grpcurl` which services and messages it has'),
  HAVOC_HTTP_HOST: z.string().default('0.0.0.0').describe('Address of the listener that Slack reaches'),
  HAVOC_HTTP_PORT: wholeNumber(0, 65_535).default(3000).describe('Port that Slack reaches'),
  HAVOC_OPS_HOST: z.string().default('0.0.0.0').describe('Address of the listener for probes and metrics'),
  HAVOC_OPS_PORT: wholeNumber(0, 65_535).default(9090).describe('Port for probes and metrics'),
  // A list of numbers grows to its sixfold on the way to the app, whose gRPC takes 16 MB at once.
  HAVOC_BODY_LIMIT_BYTES: wholeNumber(1_024, 2 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('Largest request that is taken from Slack'),
  HAVOC_REQUEST_TIMEOUT_MS: wholeNumber(100, 60_000)
    .default(5_000)
    .describe('How long a request may take from its first byte until it is whole'),
  HAVOC_HTTP_CONNECTIONS: wholeNumber(10, 100_000)
    .default(1_000)
    .describe(
      'Most connections to the listener that Slack reaches, and at most half of the files that the process may open; a further one takes the place of the oldest that has proved nothing',
    ),
  HAVOC_HTTP_UNPROVED_BYTES: wholeNumber(1_024, 2 ** 40)
    .default(32 * 1024 * 1024)
    .describe(
      'Most memory for the bodies of requests whose signature is not proved yet, at least HAVOC_BODY_LIMIT_BYTES; beyond it the request is refused that holds the most for the longest',
    ),
  HAVOC_HTTP_SILENT_MS: wholeNumber(1_000, 3_600_000)
    .default(30_000)
    .describe('How long a connection may stay open before its first request'),
  HAVOC_HTTP_KEEP_ALIVE_MS: wholeNumber(1_000, 3_600_000)
    .default(72_000)
    .describe(
      'How long a connection that brought a request of Slack’s is kept for the next one; more than the load balancer in front keeps it',
    ),
  HAVOC_FILE_LIMIT_BYTES: wholeNumber(1_024, 2 ** 40)
    .default(1024 * 1024 * 1024)
    .describe('Largest file that is put into Slack or got out of it'),
  HAVOC_REPLY_BUDGET_MS: wholeNumber(100, 2_900)
    .default(2_500)
    .describe('How long a request waits for the app’s reply, of the 3 s that Slack waits'),
  HAVOC_FALLBACK_COMMAND_TEXT: z
    .string()
    .default('Still working on it…')
    .describe('What a command is answered with when the app’s reply does not come in time'),
  HAVOC_FALLBACK_VIEW: choice('close', 'error', 'update')
    .default('close')
    .describe(
      'What a submitted view does when the reply does not come in time: `close`; stay open with an `error` on an input; or `update` to a view that waits. The last two can still show a late reply',
    ),
  HAVOC_FALLBACK_VIEW_TEXT: z
    .string()
    .default('This takes a while. It was received: there is no need to submit it again.')
    .describe('That error, or what the waiting view says'),
  HAVOC_FALLBACK_VIEW_BLOCK: z
    .string()
    .optional()
    .describe('The `block_id` of the input that the error stands on; the view’s first input when absent'),
  HAVOC_SOCKET_CONNECTIONS: wholeNumber(1, 10)
    .default(2)
    .describe('How many Socket Mode connections all replicas together keep'),
  HAVOC_READINESS_STRICT: choice('true', 'false')
    .default('false')
    .describe(
      '`true`: a replica is ready only while the database answers and takes writes, and its own Socket Mode connections are up',
    ),
  HAVOC_LEASE_MS: wholeNumber(500, 3_600_000)
    .default(30_000)
    .describe('How long a delivery may stay unsettled and unextended before another attempt'),
  HAVOC_MAX_ATTEMPTS: wholeNumber(1, 10_000)
    .default(20)
    .describe('After how many attempts a delivery becomes a dead letter'),
  HAVOC_UNHANDLED_AFTER_MS: wholeNumber(0, 7 * 86_400_000)
    .default(600_000)
    .describe('How long something that no connected app handles is kept for one that does'),
  HAVOC_DRAIN_MS: wholeNumber(0, 600_000)
    .default(20_000)
    .describe('How long stopping waits for what is in flight'),
  HAVOC_TRAFFIC_RETENTION_HOURS: wholeNumber(1, 24 * 365)
    .default(72)
    .describe('How long traffic is kept'),
  HAVOC_SETTLED_RETENTION_HOURS: wholeNumber(25, 24 * 365)
    .default(72)
    .describe('How long settled envelopes are kept; for a day of that, a repeated event is known by them'),
  HAVOC_BACKLOG_LIMIT: wholeNumber(1_000, 1_000_000_000)
    .default(1_000_000)
    .describe('How many unsettled envelopes are stored before Slack is refused more'),
  HAVOC_LOG_LEVEL: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .describe('How much is logged'),
});

/** What havoc runs with, read once and frozen. */
export type Config = Readonly<z.output<typeof environmentSchema>>;

/**
 * Reads the environment.
 *
 * @throws HavocError `config.invalid` (invalid_argument) that names every variable that is missing or wrong,
 * what would be right, and no value
 */
export function readConfig(environment: Environment = process.env): Config {
  const given = withoutSpace(environment);
  const result = environmentSchema.safeParse(given);
  const wrong = result.success ? togetherMistakes(result.data) : mistakesOf(result.error, given);
  const mistakes = [...wrong, ...missingDoor(given)];
  if (result.success && mistakes.length === 0) return Object.freeze(result.data);
  throw invalid(mistakes);
}

type Environment = Record<string, string | undefined>;

/** A file of a secret often ends in a newline, which no signature was made with. What is empty is absent. */
function withoutSpace(environment: Environment): Environment {
  const trimmed = Object.entries(environment).map(([name, value]) => [name, value?.trim()]);
  return withProxies(Object.fromEntries(trimmed.filter(([, value]) => value !== '')));
}

/** Programs on Unix write these in lower case; where both are there, that one counts. */
function withProxies(given: Environment): Environment {
  const lower = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].map((name) => [name, given[name.toLowerCase()]]);
  return { ...given, ...Object.fromEntries(lower.filter(([, value]) => value !== undefined)) };
}

/** One a variable, though several checks may refuse it. */
function mistakesOf({ issues }: z.ZodError, given: Environment): string[] {
  const byName = new Map(issues.map(({ path: [name], message }) => [String(name), message]));
  return [...byName].map(([name, message]) => {
    const meaning = environmentSchema.shape[name as keyof Config]?.description;
    return `${name} ${given[name] === undefined ? 'is missing' : message}. (${meaning})`;
  });
}

function invalid(mistakes: string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'config.invalid',
    message: `The environment is not as havoc needs it:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
  });
}

function missingDoor({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }: Environment): string[] {
  if (SLACK_SIGNING_SECRET ?? SLACK_APP_TOKEN) return [];
  return ['SLACK_SIGNING_SECRET is missing: give it for HTTP, or SLACK_APP_TOKEN for Socket Mode, or both.'];
}

function togetherMistakes(config: Config): string[] {
  const mistakes: string[] = [];
  if ((config.HAVOC_GRPC_TLS_CERT === undefined) !== (config.HAVOC_GRPC_TLS_KEY === undefined)) {
    mistakes.push('HAVOC_GRPC_TLS_CERT and HAVOC_GRPC_TLS_KEY go together: give both or neither.');
  }
  if (config.HAVOC_HTTP_UNPROVED_BYTES < config.HAVOC_BODY_LIMIT_BYTES) {
    mistakes.push('HAVOC_HTTP_UNPROVED_BYTES must be HAVOC_BODY_LIMIT_BYTES or more: it must hold one body.');
  }
  return mistakes;
}

/** What `havoc migrate` reads. */
export interface MigrationConfig {
  /** Past any pooler, where one is named. */
  url: string;
  /** How long to wait for a database that is away. */
  waitMs: number;
}

// Where the direct URL is given, the other is of no use to it.
const migrationSchema = environmentSchema
  .pick({ DATABASE_URL: true, DATABASE_DIRECT_URL: true, HAVOC_DATABASE_WAIT_MS: true })
  .partial({ DATABASE_URL: true });

/** @throws HavocError `config.invalid` (invalid_argument) */
export function readMigrationConfig(environment: Environment = process.env): MigrationConfig {
  const given = withoutSpace(environment);
  const { success, data, error } = migrationSchema.safeParse(given);
  if (!success) throw invalid(mistakesOf(error, given));
  const url = data.DATABASE_DIRECT_URL ?? data.DATABASE_URL;
  if (url === undefined) {
    throw invalid([
      'DATABASE_URL is missing: give the address of the PostgreSQL whose tables are to be brought up to date.',
    ]);
  }
  return { url, waitMs: data.HAVOC_DATABASE_WAIT_MS };
}
