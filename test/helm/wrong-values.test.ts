import { HELMS, LEAST, renderText } from './chart.js';

const app = (more: object) => ({ app: { ...LEAST.app, ...more } });
const havoc = (more: object) => ({ ...LEAST, havoc: more });
const settings = (more: object) => havoc({ settings: more });

/** What helm's older and newer schema checks say, in as few words as both have. */
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

describe.each(HELMS)('by the helm of $name, it refuses', (helm) => {
  test.each<[string, object, RegExp]>([
    ['a value that is none', { ...LEAST, replicas: 3 }, none('replicas')],
    ['one of the app', app({ iamge: 'x' }), none('iamge')],
    ['one of havoc', havoc({ secrets: 'x' }), none('secrets')],
    ['one deep inside', app({ livenessProbe: { httpget: {} } }), none('httpget')],
    ['a field of a list', app({ env: [{ name: 'A', valeu: 'x' }] }), none('valeu')],
    ['a toleration’s', { ...LEAST, tolerations: [{ keys: 'a' }] }, none('keys')],
    ['a number as text', { ...LEAST, replicaCount: '3' }, wrongType('replicaCount', 'string', 'integer')],
    ['part of a pod', { ...LEAST, replicaCount: 1.5 }, wrongType('replicaCount', 'number', 'integer')],
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
    ['a form that is none', havoc({ sidecar: 'natve' }), notOneOf('havoc.sidecar')],
    ['a way to meet that is none', havoc({ transport: 'grpc' }), notOneOf('havoc.transport')],
    ['a pull policy that is none', havoc({ imagePullPolicy: 'always' }), notOneOf('havoc.imagePullPolicy')],
    ['a Service that is none', { ...LEAST, service: { type: 'clusterIP' } }, notOneOf('service.type')],
    ['a port that is none', havoc({ ports: { slack: 70_000 } }), outside('havoc.ports.slack')],
    [
      'an amount that is none',
      app({ resources: { limits: { memory: '1 GB' } } }),
      notLike('app.resources.limits.memory'),
    ],
    [
      'a host with its scheme',
      { ...LEAST, ingress: { enabled: true, host: 'https://slack.example.com' } },
      notLike('ingress.host'),
    ],
    ['a name that is none', havoc({ existingSecret: 'Poll_Secrets' }), notLike('havoc.existingSecret')],
    [
      'a share that is none',
      { ...LEAST, podDisruptionBudget: { maxUnavailable: 'one' } },
      notLike('podDisruptionBudget.maxUnavailable'),
    ],
    [
      'an interval without its unit',
      { ...LEAST, serviceMonitor: { interval: '30' } },
      notLike('serviceMonitor.interval'),
    ],
    ['a setting that havoc does not read', settings({ HAVOC_DRIAN_MS: 1 }), none('HAVOC_DRIAN_MS')],
    [
      'a setting of another type',
      settings({ HAVOC_DRAIN_MS: '5s' }),
      wrongType('havoc.settings.HAVOC_DRAIN_MS', 'string', 'integer'),
    ],
    [
      'a setting that is too large',
      settings({ HAVOC_REPLY_BUDGET_MS: 5_000 }),
      outside('havoc.settings.HAVOC_REPLY_BUDGET_MS'),
    ],
    [
      'a word that a setting does not take',
      settings({ HAVOC_LOG_LEVEL: 'loud' }),
      notOneOf('havoc.settings.HAVOC_LOG_LEVEL'),
    ],
    ['a secret among the settings', settings({ SLACK_BOT_TOKEN: 'xoxb-1' }), none('SLACK_BOT_TOKEN')],
    ['the address among the settings', settings({ HAVOC_ADDRESS: 'x:1' }), none('HAVOC_ADDRESS')],
    ['a key of a Secret that havoc does not read', havoc({ secretKeys: { TOKEN: 'a' } }), none('TOKEN')],
    [
      'a token that is none',
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

  test('nothing that is not wrong', () => {
    expect(() => renderText(LEAST, { helm })).not.toThrow();
  });

  test.each<[string, object, string]>([
    ['no app', {}, 'app.image is missing: give the image of your app'],
    [
      'too little time to end',
      { ...LEAST, terminationGracePeriodSeconds: 59 },
      'terminationGracePeriodSeconds=59 is too short: 60 s are needed',
    ],
    [
      'two listeners on one port',
      havoc({ ports: { ops: 3000 } }),
      'havoc.ports must differ from one another',
    ],
    [
      'the app on a port of havoc',
      app({ ports: [{ containerPort: 3000 }] }),
      'app.ports has 3000, where havoc listens',
    ],
    [
      'another address for the app',
      app({ env: [{ name: 'HAVOC_ADDRESS', value: 'x' }] }),
      'app.env sets HAVOC_ADDRESS, which the chart sets',
    ],
    [
      'a certificate from two places',
      havoc({ databaseCa: { secret: 'a', configMap: 'b' } }),
      'name one of them',
    ],
    [
      'two Secrets',
      { ...LEAST, havoc: { existingSecret: 'a' }, secret: { create: true } },
      'choose one of them',
    ],
    [
      'secrets that nothing takes',
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
      'choose one of them',
    ],
    ['an ingress without a host', { ...LEAST, ingress: { enabled: true } }, 'ingress.host is missing'],
    [
      'a route without a gateway',
      { ...LEAST, httpRoute: { enabled: true } },
      'httpRoute.parentRefs is empty',
    ],
    [
      'an autoscaler that cannot reckon',
      { ...LEAST, autoscaling: { enabled: true } },
      'set app.resources.requests.cpu, or autoscaling.metrics',
    ],
    [
      'fewer pods at most than at least',
      { ...LEAST, autoscaling: { enabled: true, minReplicas: 7, metrics: [{ type: 'Pods' }] } },
      'autoscaling.minReplicas=7 is above autoscaling.maxReplicas=5',
    ],
    [
      'a monitor of nothing',
      { ...LEAST, serviceMonitor: { enabled: true }, opsService: { enabled: false } },
      'serviceMonitor.enabled needs opsService.enabled',
    ],
  ])('%s, and says what to do', (_, values, message) => {
    expect(() => renderText(values, { helm })).toThrow(message);
  });

  test('a native sidecar where there is none, and says what to do', () => {
    expect(() => renderText(LEAST, { helm, kubernetes: '1.28' })).toThrow(
      'havoc.sidecar=native needs Kubernetes 1.29 or newer, and this is 1.28: set havoc.sidecar=classic',
    );
  });
});
