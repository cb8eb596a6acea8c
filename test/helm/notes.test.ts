import { LEAST, OAUTH, render } from './chart.js';

/** The notes that helm prints after an installation. */
function notesOf(values: object): string {
  const extraObjects = ['kind: Notes\ntext: {{ include "havoc.own.notes" . | toJson }}'];
  return render({ ...LEAST, ...values, extraObjects }).Notes?.text ?? '';
}

test.each([
  [{}, 'in 1 pod.'],
  [{ replicaCount: 3 }, 'in 3 pods.'],
  [{ autoscaling: { enabled: true, metrics: [{ type: 'Pods' }] } }, 'in 2 to 5 pods.'],
])('the notes have the number of pods with %j', (values, said) => {
  expect(notesOf(values).split('\n')[0]).toBe(
    `registry.example.com/poll:1 runs with havoc as its sidecar, ${said}`,
  );
});

test('the notes name the missing secrets, and how to add them', () => {
  const notes = notesOf({ havoc: { secretKeys: { SLACK_BOT_TOKEN: 'bot-token' } } });
  expect(notes).toContain('the Secret poll-havoc, in which helm does not see these yet');
  expect(notes).toMatch(/^ {4}DATABASE_URL +the PostgreSQL/m);
  expect(notes).toContain(
    [
      '    kubectl --namespace default create secret generic poll-havoc \\',
      '      --from-literal=DATABASE_URL=postgresql://… \\',
      '      --from-literal=SLACK_SIGNING_SECRET=… \\',
      '      --from-literal=bot-token=xoxb-…',
    ].join('\n'),
  );
});

test('the notes do not name secrets that exist', () => {
  const values = { SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: 'xoxb-1' };
  const notes = notesOf({ postgresql: { enabled: true }, secret: { create: true, values } });
  expect(notes).not.toContain('does not see');
  expect(notes).not.toContain('xapp-1');
  expect(notes).toContain('is for trials only');
});

test.each([
  ['the ingress', { ingress: { enabled: true, host: 'slack.example.com' } }],
  [
    'the route',
    { httpRoute: { enabled: true, parentRefs: [{ name: 'a' }], hostnames: ['slack.example.com'] } },
  ],
])('the notes have the URLs for Slack with the host of %s', (_, values) => {
  const notes = notesOf(values);
  for (const path of ['events', 'interactions', 'options', 'commands'])
    expect(notes).toMatch(new RegExp(` https://slack\\.example\\.com/slack/${path}$`, 'm'));
  expect(notes).toContain('havoc manifest --url https://slack.example.com -- ');
  expect(notes).not.toContain('YOUR-HOST');
});

test('the notes say what to do if nothing routes to the Service', () => {
  const notes = notesOf({ service: { port: 8080 } });
  expect(notes).toContain('https://YOUR-HOST/slack/events');
  expect(notes).toContain('Route /slack of that host to the Service poll, port 8080');
});

const INGRESS = { ingress: { enabled: true, host: 'slack.example.com' } };

test('the notes say where people install the app with OAuth, and what Slack needs for it', () => {
  const notes = notesOf({ ...INGRESS, havoc: { oauth: { ...OAUTH, redirectUrls: [] } } });
  expect(notes).toMatch(/^ {4}https:\/\/slack\.example\.com\/slack\/install$/m);
  expect(notes).toMatch(
    / oauth_config\.redirect_urls +https:\/\/slack\.example\.com\/slack\/oauth_redirect$/m,
  );
  expect(notes).toContain('havoc manifest --url https://slack.example.com --oauth -- ');
});

test('the notes name all redirect URLs, and the place of the first one', () => {
  const redirectUrls = ['https://a.example/x/slack/oauth_redirect', 'https://b.example/slack/oauth_redirect'];
  const notes = notesOf({ ...INGRESS, havoc: { oauth: { ...OAUTH, redirectUrls } } });
  for (const url of redirectUrls)
    expect(notes).toContain(`oauth_config.redirect_urls               ${url}\n`);
  expect(notes).toMatch(/^ {4}https:\/\/a\.example\/x\/slack\/install$/m);
});

test('the notes do not speak of OAuth to an app in one workspace', () => {
  const notes = notesOf(INGRESS);
  expect(notes).not.toMatch(/oauth|install$|ENCRYPTION/m);
});

test('the notes name the secrets that OAuth lacks, and how to make a key', () => {
  const notes = notesOf({ ...INGRESS, havoc: { oauth: OAUTH } });
  expect(notes).toMatch(/^ {4}HAVOC_ENCRYPTION_KEYS what havoc keys new prints/m);
  expect(notes.match(/--from-literal=\w+/g)).toEqual([
    '--from-literal=DATABASE_URL',
    '--from-literal=SLACK_SIGNING_SECRET',
    '--from-literal=SLACK_CLIENT_ID',
    '--from-literal=SLACK_CLIENT_SECRET',
    '--from-literal=HAVOC_ENCRYPTION_KEYS',
  ]);
});
