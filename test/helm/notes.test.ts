import { LEAST, render } from './chart.js';

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
