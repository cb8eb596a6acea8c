import { parse } from 'yaml';
import { findSnippet } from '../support/snippets.js';
import { containerOf, LEAST, OAUTH, podOf, render } from './chart.js';

const REDIRECT = 'https://slack.example.com/slack/oauth_redirect';
const having = (oauth: object, more: object = {}) => render({ ...LEAST, havoc: { oauth }, ...more });

/** The variables of havoc with plain values, by name. */
function valuesIn(rendered: ReturnType<typeof render>): Record<string, string | undefined> {
  const env = containerOf(rendered, 'havoc').env ?? [];
  return Object.fromEntries(
    env.filter(({ valueFrom }) => valueFrom === undefined).map(({ name, value }) => [name, value]),
  );
}

/** The secrets without which the pod waits. */
function neededBy(rendered: ReturnType<typeof render>): string[] {
  const env = containerOf(rendered, 'havoc').env ?? [];
  return env.flatMap(({ name, valueFrom }) =>
    valueFrom && !('optional' in valueFrom.secretKeyRef) ? [name] : [],
  );
}

test('without OAuth, havoc gets no variable of it', () => {
  expect(Object.keys(valuesIn(render()))).toEqual([
    'HAVOC_ADDRESS',
    'HAVOC_HTTP_PORT',
    'HAVOC_OPS_PORT',
    'HAVOC_READINESS_STRICT',
  ]);
});

test('scopes and URLs reach havoc', () => {
  const urls = [REDIRECT, 'https://eu.example.com/x/slack/oauth_redirect'];
  const successUrl = 'https://app.example.com/installed?by="slack"';
  const rendered = having({ ...OAUTH, userScopes: ['search:read'], redirectUrls: urls, successUrl });
  expect(valuesIn(rendered)).toMatchObject({
    SLACK_SCOPES: 'chat:write,commands',
    SLACK_USER_SCOPES: 'search:read',
    HAVOC_OAUTH_REDIRECT_URLS: urls.join(','),
    HAVOC_OAUTH_SUCCESS_URL: successUrl,
  });
});

test('a pod waits until the Secret has what OAuth needs', () => {
  expect(neededBy(render())).toEqual(['DATABASE_URL']);
  expect(neededBy(having(OAUTH))).toEqual([
    'DATABASE_URL',
    'SLACK_CLIENT_ID',
    'SLACK_CLIENT_SECRET',
    'HAVOC_ENCRYPTION_KEYS',
  ]);
});

test('an app may ask only for scopes of people', () => {
  const values = valuesIn(having({ ...OAUTH, scopes: [], userScopes: ['search:read'] }));
  expect(values).toMatchObject({ SLACK_USER_SCOPES: 'search:read' });
  expect(values).not.toHaveProperty('SLACK_SCOPES');
});

const route = (...hostnames: string[]) => ({
  httpRoute: { enabled: true, parentRefs: [{ name: 'public' }], hostnames },
});
const ingress = { ingress: { enabled: true, host: 'slack.example.com' } };

test.each([
  ['the ingress', ingress, REDIRECT],
  ['the route', route('slack.example.com'), REDIRECT],
  ['both, once', { ...ingress, ...route('slack.example.com') }, REDIRECT],
  [
    'a route with several hosts, but not for a pattern',
    route('*.example.org', 'slack.example.com', 'eu.example.com'),
    `${REDIRECT},https://eu.example.com/slack/oauth_redirect`,
  ],
])('without redirect URLs, they come from the hosts of %s', (_, more, expected) => {
  const values = valuesIn(having({ ...OAUTH, redirectUrls: [] }, more));
  expect(values.HAVOC_OAUTH_REDIRECT_URLS).toBe(expected);
});

test('given redirect URLs win over the host of the ingress', () => {
  const redirectUrls = ['https://eu.example.com/slack/oauth_redirect'];
  const values = valuesIn(having({ ...OAUTH, redirectUrls }, ingress));
  expect(values.HAVOC_OAUTH_REDIRECT_URLS).toBe(redirectUrls[0]);
});

test('pages from a ConfigMap are mounted for havoc only', () => {
  const pages = { configMap: 'poll-pages', success: 'done.html', failure: 'sorry.html' };
  const rendered = having({ ...OAUTH, pages });
  expect(valuesIn(rendered)).toMatchObject({
    HAVOC_OAUTH_SUCCESS_PAGE: '/etc/havoc/pages/success.html',
    HAVOC_OAUTH_FAILURE_PAGE: '/etc/havoc/pages/failure.html',
  });
  expect(podOf(rendered).volumes).toContainEqual({
    name: 'havoc-pages',
    configMap: {
      name: 'poll-pages',
      items: [
        { key: 'done.html', path: 'success.html' },
        { key: 'sorry.html', path: 'failure.html' },
      ],
    },
  });
  const mounted = ['havoc', 'migrate', 'app'].filter((name) =>
    containerOf(rendered, name).volumeMounts?.some(({ mountPath }) => mountPath === '/etc/havoc/pages'),
  );
  expect(mounted).toEqual(['havoc']);
});

test('a page that the ConfigMap need not have is not mounted', () => {
  const rendered = having({ ...OAUTH, pages: { configMap: 'poll-pages', failure: 'sorry.html' } });
  expect(valuesIn(rendered)).not.toHaveProperty('HAVOC_OAUTH_SUCCESS_PAGE');
  expect(podOf(rendered).volumes).toContainEqual({
    name: 'havoc-pages',
    configMap: { name: 'poll-pages', items: [{ key: 'sorry.html', path: 'failure.html' }] },
  });
});

test('the chart accepts the values that the documentation shows', () => {
  const values = parse(findSnippet('docs/deploy.md', 'yaml', 'havoc:'));
  expect(valuesIn(render({ ...LEAST, ...values }))).toMatchObject({
    HAVOC_OAUTH_REDIRECT_URLS: REDIRECT,
    HAVOC_PURGE_AFTER_DAYS: '30',
  });
});
