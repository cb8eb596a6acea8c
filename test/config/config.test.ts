import { environmentSchema, readConfig, readMigrationConfig } from '../../src/config.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';

const least = {
  DATABASE_URL: 'postgresql://havoc@localhost/havoc',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
};

test('requires a database and a signing secret, and has defaults for everything else', () => {
  const config = readConfig(least);
  expect(config).toMatchObject({
    ...least,
    HAVOC_ADDRESS: '127.0.0.1:7433',
    HAVOC_HTTP_PORT: 3000,
    HAVOC_LEASE_MS: 30_000,
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test('accepts an app-level token instead of a signing secret', () => {
  const { SLACK_SIGNING_SECRET: _, ...rest } = least;
  expect(readConfig({ ...rest, SLACK_APP_TOKEN: 'xapp-1-A1-2-x' })).toMatchObject({
    HAVOC_SOCKET_CONNECTIONS: 2,
  });
  expect(() => readConfig(rest)).toThrow(
    'SLACK_SIGNING_SECRET is missing: set it for HTTP, or SLACK_APP_TOKEN',
  );
  expect(() => readConfig({ ...least, HAVOC_SOCKET_CONNECTIONS: '11' })).toThrow('HAVOC_SOCKET_CONNECTIONS');
});

test('treats an empty variable as absent', () => {
  expect(readConfig({ ...least, HAVOC_HTTP_PORT: '', SLACK_BOT_TOKEN: '' })).toMatchObject({
    HAVOC_HTTP_PORT: 3000,
  });
});

test('limits bodies from Slack to a size that gRPC can carry', () => {
  const HAVOC_BODY_LIMIT_BYTES = 2 * 1024 * 1024;
  expect(readConfig({ ...least, HAVOC_BODY_LIMIT_BYTES: `${HAVOC_BODY_LIMIT_BYTES}` })).toMatchObject({
    HAVOC_BODY_LIMIT_BYTES,
  });
  expect(() => readConfig({ ...least, HAVOC_BODY_LIMIT_BYTES: `${HAVOC_BODY_LIMIT_BYTES + 1}` })).toThrow(
    'HAVOC_BODY_LIMIT_BYTES',
  );
  // Numbers in an undeclared field grow the most.
  const event = { type: 'unheard_of', list: Array(HAVOC_BODY_LIMIT_BYTES / 2 - 50).fill(1) };
  const raw = JSON.stringify({ type: 'event_callback', event });
  const typed = payloads.event.encode(JSON.parse(raw));
  expect(typed.length + raw.length).toBeLessThan(15 * 1024 * 1024);
});

test('requires that one whole body fits into the memory for unverified bodies', () => {
  const sizes = { HAVOC_BODY_LIMIT_BYTES: '2097152', HAVOC_HTTP_UNPROVED_BYTES: '2097151' };
  expect(() => readConfig({ ...least, ...sizes })).toThrow(
    'HAVOC_HTTP_UNPROVED_BYTES must be HAVOC_BODY_LIMIT_BYTES or more',
  );
  expect(readConfig({ ...least, ...sizes, HAVOC_HTTP_UNPROVED_BYTES: '2097152' })).toMatchObject({
    HAVOC_HTTP_UNPROVED_BYTES: 2_097_152,
    HAVOC_HTTP_CONNECTIONS: 1_000,
  });
});

test('reports everything that is missing or wrong at once', () => {
  const environment = {
    SLACK_BOT_TOKEN: 'xoxp-secret',
    HAVOC_HTTP_PORT: '99999',
    HAVOC_LEASE_MS: 'soon',
    HAVOC_LOG_LEVEL: 'loud',
  };
  const read = () => readConfig(environment);
  expect(read).toThrow(expect.objectContaining({ code: 'config.invalid', kind: 'invalid_argument' }));
  for (const name of [
    'DATABASE_URL is missing',
    'SLACK_SIGNING_SECRET is missing',
    'SLACK_BOT_TOKEN must begin with xoxb-',
    'HAVOC_HTTP_PORT must be a whole number from 0 to 65535.',
    'HAVOC_LEASE_MS must be a whole number from 500 to 3600000.',
    'HAVOC_LOG_LEVEL must be one of trace, debug, info',
  ]) {
    expect(read).toThrow(name);
  }
});

test.each([
  ['DATABASE_URL', 'mysql://root:hunter2@db/havoc', 'hunter2'],
  ['SLACK_SIGNING_SECRET', 'too-short', 'too-short'],
  ['SLACK_BOT_TOKEN', 'xoxp-user-token', 'xoxp-user-token'],
  ['SLACK_APP_TOKEN', 'xoxb-bot-token', 'xoxb-bot-token'],
  // A header cannot carry a newline, and the error about it would show the token.
  ['SLACK_BOT_TOKEN', 'xoxb-4711\nxoxb-2', '4711'],
  ['SLACK_APP_TOKEN', 'xapp-4711\nxapp-2', '4711'],
  ['HAVOC_GRPC_TOKEN', 'short-token', 'short-token'],
  ['SLACK_API_URL', 'https://user:hunter2@slack.com/api/', 'hunter2'],
  ['SLACK_API_URL', 'https://hunter2@slack.com/api/', 'hunter2'],
  ['SLACK_API_URL', 'https://:hunter2@slack.com/api/', 'hunter2'],
  ['SLACK_API_URL', 'https://slack.com/api/?token=hunter2', 'hunter2'],
  ['SLACK_API_URL', 'https://slack.com/api/#hunter2', 'hunter2'],
  ['SLACK_API_URL', 'ftp://slack.com/hunter2', 'hunter2'],
  ['SLACK_API_URL', 'user:hunter2@slack.com', 'hunter2'],
  ['HTTPS_PROXY', 'socks5://user:hunter2@proxy:1080', 'hunter2'],
  ['https_proxy', 'ftp://user:hunter2@proxy', 'hunter2'],
  ['HTTP_PROXY', 'http://user:hunter2@', 'hunter2'],
  ['DATABASE_DIRECT_URL', 'mysql://root:hunter2@db/havoc', 'hunter2'],
  ['SLACK_CLIENT_SECRET', 'hunter2', 'hunter2'],
  ['HAVOC_OAUTH_CONTEXT_SECRET', 'hunter2', 'hunter2'],
  ['HAVOC_OAUTH_REDIRECT_URLS', 'https://user:hunter2@a.example/slack/oauth_redirect', 'hunter2'],
  ['HAVOC_OAUTH_SUCCESS_URL', 'https://user:hunter2@a.example/', 'hunter2'],
  ['HAVOC_ENCRYPTION_KEYS', 'aHVudGVyMg==', 'aHVudGVyMg'],
  ['HAVOC_ENCRYPTION_KEYS', 'first:aHVudGVyMg==', 'aHVudGVyMg'],
])('does not show the value of a wrong %s', (name, value, secret) => {
  const read = () => readConfig({ ...least, [name]: value });
  expect(read).toThrow(name.toUpperCase());
  expect(read).not.toThrow(secret);
});

test('reads proxies as other programs do: lower case first, with a password, or without a scheme', () => {
  const given = {
    HTTPS_PROXY: 'http://upper:3128',
    https_proxy: 'http://user:pass@lower:3128',
    HTTP_PROXY: 'proxy:3128',
    no_proxy: 'one.example,.two.example',
  };
  expect(readConfig({ ...least, ...given })).toMatchObject({
    HTTPS_PROXY: 'http://user:pass@lower:3128',
    HTTP_PROXY: 'proxy:3128',
    NO_PROXY: 'one.example,.two.example',
  });
  expect(readConfig({ ...least, HTTPS_PROXY: '', NO_PROXY: ' ' })).not.toHaveProperty('HTTPS_PROXY');
});

test('removes the newline at the end of a secret, which often comes from a file', () => {
  const SLACK_SIGNING_SECRET = `${least.SLACK_SIGNING_SECRET}\n`;
  expect(readConfig({ ...least, SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN: 'xoxb-one\r\n' })).toMatchObject({
    ...least,
    SLACK_BOT_TOKEN: 'xoxb-one',
  });
});

test.each([readConfig, readMigrationConfig])(
  'refuses a connection string that is not a URL, and does not show it: %p',
  (read) => {
    const given = { ...least, DATABASE_URL: 'host=db user=havoc password=hunter2' };
    expect(() => read(given)).toThrow('DATABASE_URL must begin with postgresql://');
    expect(() => read(given)).not.toThrow('hunter2');
  },
);

test.each(['x', '-1', '1.5', '1e99'])('has its own message for every variable that is wrong: %s', (value) => {
  const wrong = Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, value]));
  const read = () => readConfig(wrong);
  expect(read).toThrow('HAVOC_GRPC_TOKEN is too short');
  expect(read).toThrow('SLACK_API_URL must be a URL');
  expect(read).not.toThrow(/Invalid|expected|received|Too (?:big|small)/);
  expect(read).not.toThrow(/^ *(\w+) .*\n(?:.*\n)* *\1 /m);
});

test('requires a certificate and its key together', () => {
  expect(() => readConfig({ ...least, HAVOC_GRPC_TLS_CERT: import.meta.filename })).toThrow(
    'belong together',
  );
});

test('names the variable whose file it cannot read', () => {
  expect(() => readConfig({ ...least, HAVOC_GRPC_TLS_KEY: '/no/such/file' })).toThrow(
    /HAVOC_GRPC_TLS_KEY must be the path/,
  );
});

test('every variable has a description', () => {
  for (const schema of Object.values(environmentSchema.shape)) expect(schema.description).toMatch(/^.{10,}/);
});

test.each([
  [{ DATABASE_URL: 'postgresql://a', DATABASE_DIRECT_URL: 'postgresql://b' }, 'postgresql://b', 60_000],
  [{ DATABASE_URL: 'postgresql://a' }, 'postgresql://a', 60_000],
  [
    { DATABASE_URL: 'postgresql://a', DATABASE_DIRECT_URL: '', HAVOC_DATABASE_WAIT_MS: '0' },
    'postgresql://a',
    0,
  ],
])('migrates through the direct URL if there is one: %j', (environment, url, waitMs) => {
  expect(readMigrationConfig(environment)).toEqual({ url, waitMs });
});

test.each([
  [{}, 'DATABASE_URL is missing: set it to the URL'],
  [
    { DATABASE_URL: 'mysql://a', HAVOC_DATABASE_WAIT_MS: 'long' },
    /DATABASE_URL must begin.*\n.*WAIT_MS must be/,
  ],
  [{ DATABASE_URL: 'postgresql://a', HAVOC_DATABASE_WAIT_MS: 'long' }, 'HAVOC_DATABASE_WAIT_MS must be'],
  [{ DATABASE_URL: 'mysql://a' }, 'DATABASE_URL must begin with postgresql://'],
  [
    { DATABASE_URL: 'postgresql://a', DATABASE_DIRECT_URL: 'b' },
    'DATABASE_DIRECT_URL must begin with postgresql://',
  ],
])('reports what is missing or wrong for a migration: %j', (environment, text) => {
  expect(() => readMigrationConfig(environment)).toThrow(text);
});
