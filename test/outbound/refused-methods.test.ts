import { checkCall } from '../../src/outbound/refused-methods.js';

const SECRET = [
  'oauth.access',
  'oauth.token',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'oauth.v2.user.access',
  'oauth.v3.access',
  'openid.connect.token',
  'tooling.tokens.rotate',
  'apps.manifest.create',
  'apps.connections.open',
];

/** Returns the name in several cases. The first letter stays lowercase, as a method name requires. */
const spellings = (name: string) => [
  name,
  `${name.slice(0, 1)}${name.slice(1).toUpperCase()}`,
  name.replace(/\.([a-z])/g, (_, letter: string) => `.${letter.toUpperCase()}`),
];

/** Returns texts that a lenient server might read as the same name. */
const tricks = (name: string) => [
  name.toUpperCase(),
  ` ${name}`,
  `${name} `,
  `${name}\n`,
  `${name}\u0000`,
  `${name}.`,
  `.${name}`,
  `${name}/`,
  `${name}?`,
  `${name}?x=1`,
  `${name}#`,
  `${name}%00`,
  `${name};x`,
  `./${name}`,
  `/${name}`,
  `../api/${name}`,
  `auth.test/../${name}`,
  `auth.test%2F..%2F${name}`,
  `auth.test\\..\\${name}`,
  `//slack.com/api/${name}`,
  `https://slack.com/api/${name}`,
  name.replace('.', '..'),
  name.replace('.', '%2e'),
  name.replace('.', '\u3002'),
  name.replace(/[ao]/, '\u0430'),
];

test.each(SECRET.flatMap(spellings))('refuses %s, which answers with a secret', (method) => {
  expect(() => checkCall(method, {})).toThrow(
    expect.objectContaining({ code: 'outbound.secret_answer', kind: 'permission_denied' }),
  );
});

test.each(SECRET.flatMap(tricks).map((name) => JSON.stringify(name)))(
  'refuses %s, which is not a method name',
  (quoted) => {
    expect(() => checkCall(JSON.parse(quoted), {})).toThrow(
      expect.objectContaining({ code: 'slack.bad_method', kind: 'invalid_argument' }),
    );
  },
);

test.each(['oauth.accessories', 'auth.test', 'apps.connections.list', 'newer.than.this'])(
  'allows %s',
  (method) => {
    expect(() => checkCall(method, {})).not.toThrow();
  },
);

test('refuses files.uploadV2, and names the alternative', () => {
  expect(() => checkCall('files.uploadV2', {})).toThrow(
    expect.objectContaining({
      code: 'outbound.no_method',
      kind: 'unimplemented',
      message: expect.stringContaining('havoc.v1.Files/Upload'),
    }),
  );
});

test('allows null as the token', () => {
  expect(() => checkCall('auth.test', { token: null })).not.toThrow();
});

test.each(['', 'xoxb-1', 7])('refuses the token %j', (token) => {
  expect(() => checkCall('auth.test', { token })).toThrow(
    expect.objectContaining({ code: 'outbound.token_given' }),
  );
});
