import { request } from 'node:http';
import { type LocalSlack, startLocalSlack } from '../../../src/local-slack/index.js';
import { errorPage } from '../../../src/local-slack/page-server/oauth/error-page.js';

const QUERY = '/oauth?client_id=local-client-id&scope=chat:write&state=1';

let local: LocalSlack;
beforeEach(async () => {
  local = await startLocalSlack({
    seed: {
      team: { name: 'Acme', domain: 'acme' },
      people: [{ name: 'ana', real_name: 'Ana Ferreira' }],
      channels: [{ name: 'general' }],
      apps: [{ name: '<Poll>', redirect_urls: ['http://127.0.0.1/back'] }],
    },
  });
});
afterEach(() => local.close());

/** Sends the form as a page of this origin. @returns the status, and where it redirects to */
async function decide(fields: Record<string, string>, origin = local.url) {
  const body = new URLSearchParams({ place: local.team.id, ...fields }).toString();
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise<{ status?: number; location?: string }>((resolve, reject) => {
    const sent = request(`${local.url}${QUERY}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    });
    sent.on('error', reject).end(body);
  });
}

test('the page may not be framed or stored, and shows names as text', async () => {
  const response = await fetch(local.url + QUERY);
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(response.headers.get('cache-control')).toBe('no-store');
  const page = await response.text();
  expect(page).toContain('&lt;Poll&gt; is requesting permission');
  expect(page).not.toContain('<Poll>');
});

test('a decision redirects to the app', async () => {
  const person = { [`person:${local.team.id}`]: local.user('ana').id };
  expect(await decide({ ...person, decision: 'allow' })).toMatchObject({
    status: 302,
    location: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/back\?code=[^&]+&state=1$/),
  });
  expect(await decide({ decision: 'deny' })).toMatchObject({
    status: 302,
    location: 'http://127.0.0.1/back?error=access_denied&state=1',
  });
});

test('a website that is open in the same browser cannot decide', async () => {
  expect(await decide({ decision: 'allow' }, 'https://evil.example')).toEqual({ status: 403 });
});

test('a decision as a person who is not there gets an error', async () => {
  const person = { [`person:${local.team.id}`]: 'U1' };
  expect(await decide({ ...person, decision: 'allow' })).toEqual({ status: 400 });
});

test('an error page shows the code and the text as they are', () => {
  const { status, html } = errorPage({ error: 'bad_redirect_uri', text: 'Not <this> & "that"' });
  expect(status).toBe(400);
  expect(html).toContain('Not &lt;this&gt; &amp; &quot;that&quot;');
  expect(html).toContain('bad_redirect_uri');
});
