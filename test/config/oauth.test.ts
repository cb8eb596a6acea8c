import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oauthOf, readConfig } from '../../src/config.js';
import { newKey } from '../../src/vault/index.js';

const least = {
  DATABASE_URL: 'postgresql://havoc@localhost/havoc',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
};
const REDIRECT = 'https://slack.example.com/slack/oauth_redirect';
const key = newKey(new Date());
const oauth = {
  ...least,
  SLACK_CLIENT_ID: '4724469134.4644010092847',
  SLACK_CLIENT_SECRET: '0123456789abcdef',
  SLACK_SCOPES: 'commands, chat:write\nusers:read.email',
  HAVOC_OAUTH_REDIRECT_URLS: REDIRECT,
  HAVOC_ENCRYPTION_KEYS: key,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'havoc-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string): string {
  const path = join(folder, `file-${content.length}`);
  writeFileSync(path, content);
  return path;
}

test('reads what OAuth needs, and has defaults for the rest', () => {
  const config = readConfig(oauth);
  expect(oauthOf(config)).toEqual({
    clientId: '4724469134.4644010092847',
    clientSecret: '0123456789abcdef',
    scopes: ['commands', 'chat:write', 'users:read.email'],
    userScopes: [],
    redirectUrls: [REDIRECT],
  });
  expect(config).toMatchObject({
    HAVOC_OAUTH_STATE_MS: 600_000,
    HAVOC_OAUTH_PKCE: 'false',
    HAVOC_REFRESH_BEFORE_MS: 7_200_000,
    HAVOC_PURGE_AFTER_DAYS: 30,
  });
});

test('takes user scopes alone, and several redirect URLs', () => {
  const second = 'http://127.0.0.1:3000/proxied/slack/oauth_redirect';
  const { SLACK_SCOPES: _, ...rest } = oauth;
  const given = {
    ...rest,
    SLACK_USER_SCOPES: 'search:read',
    HAVOC_OAUTH_REDIRECT_URLS: `${REDIRECT}, ${second}`,
  };
  expect(oauthOf(readConfig(given))).toMatchObject({
    scopes: [],
    userScopes: ['search:read'],
    redirectUrls: [REDIRECT, second],
  });
});

test.each([
  ['SLACK_CLIENT_ID', 'SLACK_CLIENT_ID is missing: copy it'],
  ['SLACK_CLIENT_SECRET', 'SLACK_CLIENT_SECRET is missing: copy it'],
  ['SLACK_SCOPES', 'SLACK_SCOPES is missing: set it to the scopes of the bot, or set SLACK_USER_SCOPES'],
  ['HAVOC_OAUTH_REDIRECT_URLS', 'HAVOC_OAUTH_REDIRECT_URLS is missing: set it to the redirect URL'],
  ['HAVOC_ENCRYPTION_KEYS', 'HAVOC_ENCRYPTION_KEYS is missing: run `havoc keys new`'],
])('says that OAuth needs %s', (name, message) => {
  expect(() => readConfig({ ...oauth, [name]: '' })).toThrow(message);
});

test('names everything that OAuth needs at once', () => {
  const read = () => readConfig({ ...least, SLACK_SCOPES: 'commands' });
  for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URLS', 'ENCRYPTION_KEYS'])
    expect(read).toThrow(new RegExp(`${name} is missing: .* OAuth needs it\\.`));
});

test('without scopes, a client id and its secret serve token rotation', () => {
  const { SLACK_CLIENT_ID, SLACK_CLIENT_SECRET } = oauth;
  expect(oauthOf(readConfig({ ...least, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET }))).toBeUndefined();
  expect(() => readConfig({ ...least, SLACK_CLIENT_ID })).toThrow('belong together');
  expect(() => readConfig({ ...least, SLACK_CLIENT_SECRET })).toThrow('belong together');
});

test('OAuth replaces neither the signing secret nor the app-level token', () => {
  expect(() => readConfig({ ...oauth, SLACK_SIGNING_SECRET: '' })).toThrow('SLACK_SIGNING_SECRET is missing');
});

test.each([
  'https://slack.example.com/',
  'https://slack.example.com/slack/oauth_redirect/',
  'https://slack.example.com/slack/oauth_redirect?a=1',
  'https://slack.example.com/slack/oauth_redirect#a',
  'ftp://slack.example.com/slack/oauth_redirect',
  'slack.example.com/slack/oauth_redirect',
  'http://slack.example.com/slack/oauth_redirect',
  'http://127.0.0.1.example.com/slack/oauth_redirect',
  'http://localhost.example.com/slack/oauth_redirect',
  'http://10.0.0.1/slack/oauth_redirect',
  `${REDIRECT} http://slack.example.com/slack/oauth_redirect`,
  `${REDIRECT} https://slack.example.com/`,
  ',',
])('refuses the redirect URLs %j', (urls) => {
  expect(() => readConfig({ ...oauth, HAVOC_OAUTH_REDIRECT_URLS: urls })).toThrow(
    'HAVOC_OAUTH_REDIRECT_URLS must be URLs that begin with https:// and end with /slack/oauth_redirect',
  );
});

test.each(['localhost:3000', '127.0.0.1', '127.9.9.9:80', '[::1]:3000', 'LOCALHOST'])(
  'takes a redirect URL without TLS on the loopback host %s',
  (host) => {
    const url = `http://${host}/slack/oauth_redirect`;
    expect(readConfig({ ...oauth, HAVOC_OAUTH_REDIRECT_URLS: url }).HAVOC_OAUTH_REDIRECT_URLS).toEqual([url]);
  },
);

test.each(['chat write!', '"commands"', 'commands;chat:write', ','])(
  'refuses the scopes %j',
  (SLACK_SCOPES) => {
    expect(() => readConfig({ ...oauth, SLACK_SCOPES })).toThrow(
      'SLACK_SCOPES must be scopes separated by commas or spaces',
    );
  },
);

test('reads keys from a variable or from a file', () => {
  const second = newKey(new Date());
  const ids = [key, second].map((one) => one.split(':')[0]);
  expect(readConfig({ ...least, HAVOC_ENCRYPTION_KEYS: `${key},${second}` }).keys).toMatchObject([
    { id: ids[0] },
    { id: ids[1] },
  ]);
  const file = fileWith(`${second}\n${key}\n`);
  expect(readConfig({ ...least, HAVOC_ENCRYPTION_KEYS_FILE: file }).keys).toMatchObject([
    { id: ids[1] },
    { id: ids[0] },
  ]);
  expect(readConfig(least).keys).toEqual([]);
});

test('a file of keys is enough for OAuth', () => {
  const given = { ...oauth, HAVOC_ENCRYPTION_KEYS: '', HAVOC_ENCRYPTION_KEYS_FILE: fileWith(key) };
  expect(readConfig(given).keys).toHaveLength(1);
});

test('says what is wrong with keys, and shows none of them', () => {
  const secret = key.split(':')[1] ?? '';
  const twice = () => readConfig({ ...least, HAVOC_ENCRYPTION_KEYS: `${key} ${key}` });
  expect(twice).toThrow('HAVOC_ENCRYPTION_KEYS is not right: Two keys have the id');
  expect(twice).not.toThrow(secret);
  const bare = () => readConfig({ ...least, HAVOC_ENCRYPTION_KEYS_FILE: fileWith(secret) });
  expect(bare).toThrow('HAVOC_ENCRYPTION_KEYS_FILE is not right: Key 1 has no id');
  expect(bare).not.toThrow(secret.slice(0, 12));
});

test('names the file of keys that it cannot read', () => {
  expect(() => readConfig({ ...least, HAVOC_ENCRYPTION_KEYS_FILE: '/no/such/file' })).toThrow(
    'HAVOC_ENCRYPTION_KEYS_FILE must be the path of a readable file with keys.',
  );
});

test('reads the pages of the operator', () => {
  const HAVOC_OAUTH_SUCCESS_PAGE = fileWith('<h1>{{title}}</h1>');
  expect(readConfig({ ...oauth, HAVOC_OAUTH_SUCCESS_PAGE })).toMatchObject({
    HAVOC_OAUTH_SUCCESS_PAGE: '<h1>{{title}}</h1>',
  });
  expect(() => readConfig({ ...oauth, HAVOC_OAUTH_FAILURE_PAGE: '/no/such/file' })).toThrow(
    'HAVOC_OAUTH_FAILURE_PAGE must be the path of a readable HTML file.',
  );
});

test.each([
  ['HAVOC_ENCRYPTION_KEYS', 'HAVOC_ENCRYPTION_KEYS_FILE', key, key],
  ['HAVOC_OAUTH_SUCCESS_URL', 'HAVOC_OAUTH_SUCCESS_PAGE', 'https://a.example/', '<p></p>'],
  ['HAVOC_OAUTH_FAILURE_URL', 'HAVOC_OAUTH_FAILURE_PAGE', 'https://a.example/', '<p></p>'],
])('refuses %s together with %s', (one, other, value, content) => {
  const read = () => readConfig({ ...oauth, [one]: value, [other]: fileWith(content) });
  expect(read).toThrow(`${one} and ${other} exclude each other: set one of them.`);
});
