import { z } from 'zod';
import { DEFAULT_ADDRESS } from './base/index.js';
import {
  apiUrl,
  choice,
  encryptionKeys,
  encryptionKeysFile,
  htmlFile,
  pageUrl,
  pemFile,
  postgresUrl,
  proxyUrl,
  redirectUrls,
  scopes,
  slackToken,
  wholeNumber,
} from './config-values.js';

/** Every variable that `havoc serve` reads, with its type and its default. */
export const environmentSchema = z.object({
  DATABASE_URL: postgresUrl.describe(
    'URL of the database, PostgreSQL 14 or newer; havoc keeps its tables in the schema `havoc_internal`',
  ),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe(
      'URL of the same database that bypasses any connection pooler, for migrations and notifications between replicas; `DATABASE_URL` if absent',
    ),
  HAVOC_DATABASE_POOL: wholeNumber(2, 1000)
    .default(10)
    .describe('Maximum number of connections to the database'),
  HAVOC_DATABASE_WAIT_MS: wholeNumber(0, 3_600_000)
    .default(60_000)
    .describe('How long havoc waits at its start for a database that does not respond'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, 'is too short: copy it from the app’s Basic Information page')
    .optional()
    .describe('Verifies that a request comes from Slack; without it, havoc uses Socket Mode only'),
  SLACK_SIGNING_SECRET_PREVIOUS: z
    .string()
    .min(16, 'is too short: it must be the previous value of SLACK_SIGNING_SECRET')
    .optional()
    .describe('Previous signing secret, accepted too while you replace the secret'),
  SLACK_BOT_TOKEN: slackToken('xoxb-')
    .optional()
    .describe('Bot token of one workspace; other workspaces install the app with OAuth'),
  SLACK_APP_TOKEN: slackToken('xapp-')
    .optional()
    .describe('App-level token with the scope `connections:write`; turns Socket Mode on'),
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'must be the client id from the app’s Basic Information page')
    .optional()
    .describe('Client id of the Slack app, for installing the app with OAuth and for token rotation'),
  SLACK_CLIENT_SECRET: z
    .string()
    .min(16, 'is too short: copy it from the app’s Basic Information page')
    .optional()
    .describe('Client secret of the Slack app; it belongs to `SLACK_CLIENT_ID`'),
  SLACK_SCOPES: scopes
    .optional()
    .describe('Scopes that the bot asks for when the app is installed, separated by commas or spaces'),
  SLACK_USER_SCOPES: scopes
    .optional()
    .describe('Scopes that the app asks of the person who installs it, separated by commas or spaces'),
  SLACK_API_URL: apiUrl.default('https://slack.com/api/').describe('URL of Slack’s Web API'),
  HTTPS_PROXY: proxyUrl
    .optional()
    .describe(
      'URL of the HTTP proxy to Slack, for calls, files, `response_url` and Socket Mode. The URL may contain a user and a password. `https_proxy`, `http_proxy` and `no_proxy` in lower case take precedence over the upper-case names',
    ),
  HTTP_PROXY: proxyUrl
    .optional()
    .describe(
      'URL of the HTTP proxy to Slack for a `SLACK_API_URL` without TLS, and for all requests if `HTTPS_PROXY` is absent',
    ),
  NO_PROXY: z
    .string()
    .optional()
    .describe(
      'Hosts that are reached without a proxy, separated by commas, including their subdomains; `*` means all hosts. The loopback addresses never use a proxy',
    ),
  HAVOC_ADDRESS: z
    .string()
    .default(DEFAULT_ADDRESS)
    .describe('Address where the app reaches havoc over gRPC: `unix:/path` or `host:port`'),
  HAVOC_GRPC_TLS_CERT: pemFile
    .optional()
    .describe('File with the TLS certificate for gRPC, required if other machines can reach `HAVOC_ADDRESS`'),
  HAVOC_GRPC_TLS_KEY: pemFile
    .optional()
    .describe('File with the private key of the certificate in `HAVOC_GRPC_TLS_CERT`'),
  HAVOC_GRPC_TOKEN: z
    .string()
    .min(16, 'is too short: it must have 16 characters or more')
    .optional()
    .describe('Token that gRPC clients must send, required if other machines can reach `HAVOC_ADDRESS`'),
  HAVOC_GRPC_REFLECTION: choice('true', 'false')
    .default('false')
    .describe(
      '`true` turns on gRPC server reflection, so that tools such as `grpcurl` can list services and messages',
    ),
  HAVOC_HTTP_HOST: z
    .string()
    .default('0.0.0.0')
    .describe('Address on which havoc listens for Slack’s requests'),
  HAVOC_HTTP_PORT: wholeNumber(0, 65_535).default(3000).describe('Port for Slack’s requests'),
  HAVOC_OPS_HOST: z
    .string()
    .default('0.0.0.0')
    .describe('Address on which havoc listens for probes and metrics'),
  HAVOC_OPS_PORT: wholeNumber(0, 65_535).default(9090).describe('Port for probes and metrics'),
  // A list of numbers grows to six times its size on the way to the app. The app's gRPC accepts messages up to 16 MB.
  HAVOC_BODY_LIMIT_BYTES: wholeNumber(1_024, 2 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('Largest request body that havoc accepts from Slack'),
  HAVOC_REQUEST_TIMEOUT_MS: wholeNumber(100, 60_000)
    .default(5_000)
    .describe('Longest time from the first byte of a request to its last'),
  HAVOC_HTTP_CONNECTIONS: wholeNumber(10, 100_000)
    .default(1_000)
    .describe(
      'Maximum number of connections for Slack’s requests, at most half of the files that the process may open; a further connection replaces the oldest one without a verified request',
    ),
  HAVOC_HTTP_UNPROVED_BYTES: wholeNumber(1_024, 2 ** 40)
    .default(32 * 1024 * 1024)
    .describe(
      'Maximum memory for the bodies of requests whose signature is not verified yet, at least `HAVOC_BODY_LIMIT_BYTES`; above it, havoc refuses the request that holds the most bytes for the longest time',
    ),
  HAVOC_HTTP_SILENT_MS: wholeNumber(1_000, 3_600_000)
    .default(30_000)
    .describe('How long a connection may stay open before its first request begins'),
  HAVOC_HTTP_KEEP_ALIVE_MS: wholeNumber(1_000, 3_600_000)
    .default(72_000)
    .describe(
      'How long a connection stays open after a verified request; set it longer than the idle timeout of the load balancer in front of havoc',
    ),
  HAVOC_OAUTH_REDIRECT_URLS: redirectUrls
    .optional()
    .describe(
      'Redirect URLs that Slack knows, separated by commas or spaces, as in `https://slack.example.com/slack/oauth_redirect`. An installation uses the one whose host the browser asked for, else the first',
    ),
  HAVOC_OAUTH_PKCE: choice('true', 'false')
    .default('false')
    .describe(
      '`true` adds PKCE to installations. Turn it on in the Slack app first, where it cannot be undone',
    ),
  HAVOC_OAUTH_STATE_MS: wholeNumber(10_000, 86_400_000)
    .default(600_000)
    .describe('How long a person may take to install the app'),
  HAVOC_OAUTH_CONTEXT_SECRET: z
    .string()
    .min(32, 'is too short: it must have 32 characters or more')
    .optional()
    .describe('Secret with which the app signs the context of install links itself'),
  HAVOC_OAUTH_SUCCESS_URL: pageUrl
    .optional()
    .describe('URL to which the browser goes after an installation, in place of havoc’s own page'),
  HAVOC_OAUTH_FAILURE_URL: pageUrl
    .optional()
    .describe('URL to which the browser goes if the app was not installed, in place of havoc’s own page'),
  HAVOC_OAUTH_SUCCESS_PAGE: htmlFile
    .optional()
    .describe('HTML file that replaces havoc’s own page after an installation'),
  HAVOC_OAUTH_FAILURE_PAGE: htmlFile
    .optional()
    .describe('HTML file that replaces havoc’s own page if the app was not installed'),
  HAVOC_ENCRYPTION_KEYS: encryptionKeys
    .optional()
    .describe(
      'Keys that encrypt tokens in the database, as `havoc keys new` prints them, separated by commas or spaces. The first one encrypts, all of them decrypt',
    ),
  HAVOC_ENCRYPTION_KEYS_FILE: encryptionKeysFile
    .optional()
    .describe('File with the keys, in place of `HAVOC_ENCRYPTION_KEYS`'),
  HAVOC_REFRESH_BEFORE_MS: wholeNumber(1_000, 11 * 3_600_000)
    .default(2 * 3_600_000)
    .describe('How long before a token expires havoc replaces it. Slack’s tokens are valid for 12 hours'),
  HAVOC_PURGE_AFTER_DAYS: wholeNumber(0, 3_650)
    .default(30)
    .describe(
      'How many days after the app was removed from a workspace havoc deletes all that it keeps of it',
    ),
  HAVOC_FILE_LIMIT_BYTES: wholeNumber(1_024, 2 ** 40)
    .default(1024 * 1024 * 1024)
    .describe('Largest file that havoc uploads to Slack or downloads from it'),
  HAVOC_REPLY_BUDGET_MS: wholeNumber(100, 2_900)
    .default(2_500)
    .describe('How long a request waits for the app’s reply; Slack waits 3 s'),
  HAVOC_FALLBACK_COMMAND_TEXT: z
    .string()
    .default('Still working on it…')
    .describe('Answer to a command if the app’s reply does not come in time'),
  HAVOC_FALLBACK_VIEW: choice('close', 'error', 'update')
    .default('close')
    .describe(
      'What happens to a submitted view if the app’s reply does not come in time: `close` closes it, `error` shows an error on an input, and `update` replaces it with a view that asks to wait. A late reply can still change the view after `error` and `update`',
    ),
  HAVOC_FALLBACK_VIEW_TEXT: z
    .string()
    .default('This takes a while. It was received: there is no need to submit it again.')
    .describe('Text of the error, or of the view that asks to wait, which `HAVOC_FALLBACK_VIEW` selects'),
  HAVOC_FALLBACK_VIEW_BLOCK: z
    .string()
    .optional()
    .describe(
      'The `block_id` of the input that shows the error if `HAVOC_FALLBACK_VIEW` is `error`; the first input of the view if absent',
    ),
  HAVOC_SOCKET_CONNECTIONS: wholeNumber(1, 10)
    .default(2)
    .describe('Number of Socket Mode connections that all replicas together keep open'),
  HAVOC_READINESS_STRICT: choice('true', 'false')
    .default('false')
    .describe(
      '`true`: a replica is ready only while the database responds and accepts writes, and the replica’s own Socket Mode connections are up',
    ),
  HAVOC_LEASE_MS: wholeNumber(500, 3_600_000)
    .default(30_000)
    .describe(
      'Lease of a delivery: how long the app may take to settle or extend it before havoc makes another attempt',
    ),
  HAVOC_MAX_ATTEMPTS: wholeNumber(1, 10_000)
    .default(20)
    .describe('Number of attempts after which an envelope becomes a dead letter'),
  HAVOC_UNHANDLED_AFTER_MS: wholeNumber(0, 7 * 86_400_000)
    .default(600_000)
    .describe('How long an envelope that no connected app handles waits for an app that does'),
  HAVOC_DRAIN_MS: wholeNumber(0, 600_000)
    .default(20_000)
    .describe('How long havoc waits for deliveries in flight when it stops'),
  HAVOC_TRAFFIC_RETENTION_HOURS: wholeNumber(1, 24 * 365)
    .default(72)
    .describe('How long traffic records are kept'),
  HAVOC_SETTLED_RETENTION_HOURS: wholeNumber(25, 24 * 365)
    .default(72)
    .describe(
      'How long settled envelopes are kept; for one day, havoc uses them to recognise Slack’s retries',
    ),
  HAVOC_BACKLOG_LIMIT: wholeNumber(1_000, 1_000_000_000)
    .default(1_000_000)
    .describe('Number of unsettled envelopes at which havoc starts to refuse Slack’s requests'),
  HAVOC_LOG_LEVEL: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .describe('Lowest level that is logged'),
});
