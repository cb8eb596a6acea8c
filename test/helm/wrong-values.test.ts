import { HELMS, LEAST, OAUTH, renderText } from './chart.js';

const app = (more: object) => ({ app: { ...LEAST.app, ...more } });
const havoc = (more: object) => ({ ...LEAST, havoc: more });
const settings = (more: object) => havoc({ settings: more });
const oauth = (more: object) => havoc({ oauth: { ...OAUTH, ...more } });

/** The trial Secret of an app that people install with OAuth, without some of its values. */
function trial(...missing: string[]): object {
  const values = {
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: '0123456789abcdef',
    HAVOC_ENCRYPTION_KEYS: 'a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  };
  const given = Object.entries(values).filter(([name]) => !missing.includes(name));
  return { postgresql: { enabled: true }, secret: { create: true, values: Object.fromEntries(given) } };
}

/** Patterns for the messages of helm's schema checks, in older and newer versions. */
const none = (name: string) => new RegExp(`dditional propert(y|ies) '?${name}'? (is )?not allowed`);
const wrongType = (path: string, given: string, wanted: string) =>
  new RegExp(
    `${path.replaceAll('.', '[./]')}(: Invalid type. Expected: ${wanted}.*, given: ${given}|': got ${given}, want ${wanted})`,
  );
const notOneOf = (path: string) => new RegExp(`${path.replaceAll('.', '[./]')}.* must be one of `);
const notLike = (path: string) => new RegExp(`${path.replaceAll('.', '[./]')}.*[Dd]oes not match pattern`);
const outside = (path: string) =>
  new RegExp(
    `${path.replaceAll('.', '[./]')}.*(greater|less) than or equal to|${path.replaceAll('.', '[./]')}': m(in|ax)imum: got`,
  );

describe.each(HELMS)('with helm from $name, the chart refuses', (helm) => {
  test.each<[string, object, RegExp]>([
    ['an unknown value', { ...LEAST, replicas: 3 }, none('replicas')],
    ['an unknown value of the app', app({ iamge: 'x' }), none('iamge')],
    ['an unknown value of havoc', havoc({ secrets: 'x' }), none('secrets')],
    ['an unknown value deep inside', app({ livenessProbe: { httpget: {} } }), none('httpget')],
    ['an unknown field in a list', app({ env: [{ name: 'A', valeu: 'x' }] }), none('valeu')],
    ['an unknown field of a toleration', { ...LEAST, tolerations: [{ keys: 'a' }] }, none('keys')],
    ['a number as text', { ...LEAST, replicaCount: '3' }, wrongType('replicaCount', 'string', 'integer')],
    ['a fraction of a pod', { ...LEAST, replicaCount: 1.5 }, wrongType('replicaCount', 'number', 'integer')],
    [
      'a flag as text',
      { ...LEAST, ingress: { enabled: 'yes' } },
      wrongType('ingress.enabled', 'string', 'boolean'),
    ],
    ['a command as text', app({ command: 'node' }), wrongType('app.command', 'string', 'array')],
    [
      'a variable that is a number',
      app({ env: [{ name: 'A', value: 5 }] }),
      wrongType('app.env.0.value', '(integer|number)', 'string'),
    ],
    [
      'an annotation that is a flag',
      { ...LEAST, podAnnotations: { a: true } },
      wrongType('podAnnotations.a', 'boolean', 'string'),
    ],
    ['an unknown form of sidecar', havoc({ sidecar: 'natve' }), notOneOf('havoc.sidecar')],
    ['an unknown transport', havoc({ transport: 'grpc' }), notOneOf('havoc.transport')],
    ['an unknown pull policy', havoc({ imagePullPolicy: 'always' }), notOneOf('havoc.imagePullPolicy')],
    ['an unknown type of Service', { ...LEAST, service: { type: 'clusterIP' } }, notOneOf('service.type')],
    ['an invalid port', havoc({ ports: { slack: 70_000 } }), outside('havoc.ports.slack')],
    [
      'an invalid amount',
      app({ resources: { limits: { memory: '1 GB' } } }),
      notLike('app.resources.limits.memory'),
    ],
    [
      'a host with a scheme',
      { ...LEAST, ingress: { enabled: true, host: 'https://slack.example.com' } },
      notLike('ingress.host'),
    ],
    ['an invalid name', havoc({ existingSecret: 'Poll_Secrets' }), notLike('havoc.existingSecret')],
    [
      'an invalid share',
      { ...LEAST, podDisruptionBudget: { maxUnavailable: 'one' } },
      notLike('podDisruptionBudget.maxUnavailable'),
    ],
    [
      'an interval without a unit',
      { ...LEAST, serviceMonitor: { interval: '30' } },
      notLike('serviceMonitor.interval'),
    ],
    ['a setting that havoc does not read', settings({ HAVOC_DRIAN_MS: 1 }), none('HAVOC_DRIAN_MS')],
    [
      'a setting of the wrong type',
      settings({ HAVOC_DRAIN_MS: '5s' }),
      wrongType('havoc.settings.HAVOC_DRAIN_MS', 'string', 'integer'),
    ],
    [
      'a setting that is too large',
      settings({ HAVOC_REPLY_BUDGET_MS: 5_000 }),
      outside('havoc.settings.HAVOC_REPLY_BUDGET_MS'),
    ],
    [
      'a word that a setting does not accept',
      settings({ HAVOC_LOG_LEVEL: 'loud' }),
      notOneOf('havoc.settings.HAVOC_LOG_LEVEL'),
    ],
    ['a secret among the settings', settings({ SLACK_BOT_TOKEN: 'xoxb-1' }), none('SLACK_BOT_TOKEN')],
    ['the address among the settings', settings({ HAVOC_ADDRESS: 'x:1' }), none('HAVOC_ADDRESS')],
    ['a key of a Secret that havoc does not read', havoc({ secretKeys: { TOKEN: 'a' } }), none('TOKEN')],
    [
      'redirect URLs as text',
      oauth({ redirectUrls: 'https://a' }),
      wrongType('havoc.oauth.redirectUrls', 'string', 'array'),
    ],
    [
      'a redirect URL that havoc does not serve',
      oauth({ redirectUrls: ['https://slack.example.com/oauth'] }),
      notLike('havoc.oauth.redirectUrls.0'),
    ],
    ['several scopes as one', oauth({ scopes: ['chat:write,commands'] }), notLike('havoc.oauth.scopes.0')],
    ['a page without a scheme', oauth({ successUrl: 'app.example.com' }), notLike('havoc.oauth.successUrl')],
    ['scopes among the settings', settings({ SLACK_SCOPES: 'chat:write' }), none('SLACK_SCOPES')],
    [
      'an invalid token',
      { ...LEAST, secret: { create: true, values: { SLACK_BOT_TOKEN: 'xoxp-1' } } },
      notLike('secret.values.SLACK_BOT_TOKEN'),
    ],
    [
      'a route without a gateway’s name',
      { ...LEAST, httpRoute: { enabled: true, parentRefs: [{}] } },
      /httpRoute[./]parentRefs[./]0.*(name is required|missing property 'name')/,
    ],
  ])('%s', (_, values, message) => {
    expect(() => renderText(values, { helm })).toThrow(message);
  });

  test('nothing if the values are valid', () => {
    expect(() => renderText(LEAST, { helm })).not.toThrow();
  });

  test.each<[string, object, string]>([
    ['a missing app', {}, 'app.image is missing. Set it to the image of your app'],
    [
      'too little time to end',
      { ...LEAST, terminationGracePeriodSeconds: 59 },
      'terminationGracePeriodSeconds=59 is too short. At least 60 s are needed',
    ],
    [
      'two listeners on one port',
      havoc({ ports: { ops: 3000 } }),
      'havoc.ports must be different from each other',
    ],
    [
      'an app on a port of havoc',
      app({ ports: [{ containerPort: 3000 }] }),
      'app.ports has 3000, a port on which havoc listens',
    ],
    [
      'a HAVOC_ADDRESS for the app',
      app({ env: [{ name: 'HAVOC_ADDRESS', value: 'x' }] }),
      'app.env sets HAVOC_ADDRESS, but the chart sets it already',
    ],
    [
      'a certificate from two places',
      havoc({ databaseCa: { secret: 'a', configMap: 'b' } }),
      'Name only one of them',
    ],
    [
      'two Secrets',
      { ...LEAST, havoc: { existingSecret: 'a' }, secret: { create: true } },
      'Set only one of them',
    ],
    [
      'secrets that nothing uses',
      { ...LEAST, secret: { values: { SLACK_BOT_TOKEN: 'xoxb-1' } } },
      'needs secret.create=true',
    ],
    [
      'secrets without a database',
      { ...LEAST, secret: { create: true } },
      'secret.values.DATABASE_URL is missing',
    ],
    [
      'two databases',
      {
        ...LEAST,
        postgresql: { enabled: true },
        secret: { create: true, values: { DATABASE_URL: 'postgresql://x' } },
      },
      'Set only one of them',
    ],
    ['an ingress without a host', { ...LEAST, ingress: { enabled: true } }, 'ingress.host is missing'],
    [
      'a route without a gateway',
      { ...LEAST, httpRoute: { enabled: true } },
      'httpRoute.parentRefs is empty',
    ],
    [
      'an autoscaler without a CPU request',
      { ...LEAST, autoscaling: { enabled: true } },
      'Set app.resources.requests.cpu, or autoscaling.metrics',
    ],
    [
      'a maximum of pods below the minimum',
      { ...LEAST, autoscaling: { enabled: true, minReplicas: 7, metrics: [{ type: 'Pods' }] } },
      'autoscaling.minReplicas=7 is above autoscaling.maxReplicas=5',
    ],
    [
      'a monitor without its Service',
      { ...LEAST, serviceMonitor: { enabled: true }, opsService: { enabled: false } },
      'serviceMonitor.enabled needs opsService.enabled',
    ],
    [
      'values of OAuth that nothing uses',
      oauth({ enabled: false }),
      'havoc.oauth has values, but is off. Set havoc.oauth.enabled=true',
    ],
    ['OAuth without scopes', oauth({ scopes: [] }), 'havoc.oauth.scopes is empty. Set it'],
    [
      'OAuth without a host',
      oauth({ redirectUrls: [] }),
      'havoc.oauth.redirectUrls is empty, and neither ingress nor httpRoute names a whole host. Set it',
    ],
    [
      'OAuth with only a pattern of hosts',
      { ...oauth({ redirectUrls: [] }), ingress: { enabled: true, host: '*.example.com' } },
      'havoc.oauth.redirectUrls is empty',
    ],
    [
      'pages without their ConfigMap',
      oauth({ pages: { success: 'success.html' } }),
      'havoc.oauth.pages needs both',
    ],
    ['a ConfigMap without pages', oauth({ pages: { configMap: 'a' } }), 'havoc.oauth.pages needs both'],
    [
      'a page and a URL for the same end',
      oauth({ failureUrl: 'https://a.example', pages: { configMap: 'a', failure: 'b' } }),
      'havoc.oauth.pages.failure is a page, but havoc.oauth.failureUrl leads to another one. Set only one',
    ],
    [
      'OAuth without the client id',
      { ...oauth({}), ...trial('SLACK_CLIENT_ID') },
      'secret.values.SLACK_CLIENT_ID is missing. havoc.oauth needs it. Copy it',
    ],
    [
      'OAuth without the client secret',
      { ...oauth({}), ...trial('SLACK_CLIENT_SECRET') },
      'secret.values.SLACK_CLIENT_SECRET is missing. havoc.oauth needs it. Copy it',
    ],
    [
      'OAuth without a key',
      { ...oauth({}), ...trial('HAVOC_ENCRYPTION_KEYS') },
      'secret.values.HAVOC_ENCRYPTION_KEYS is missing. havoc.oauth needs it. Run havoc keys new',
    ],
    [
      'half of the credentials',
      { ...LEAST, ...trial('SLACK_CLIENT_SECRET') },
      'only one of SLACK_CLIENT_ID and SLACK_CLIENT_SECRET. Set both or neither',
    ],
  ])('%s, and says what to do', (_, values, message) => {
    expect(() => renderText(values, { helm })).toThrow(message);
  });

  test('a native sidecar on a Kubernetes that does not support it, and says what to do', () => {
    expect(() => renderText(LEAST, { helm, kubernetes: '1.28' })).toThrow(
      'havoc.sidecar=native needs Kubernetes 1.29 or newer, but this is 1.28. Set havoc.sidecar=classic',
    );
  });
});
