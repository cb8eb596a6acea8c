import { WebClient } from '@slack/web-api';
import { coverage, type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { api } from '../../src/local-slack/web-api/api.js';
import { apps } from '../../src/local-slack/web-api/apps.js';
import { methods } from '../../src/local-slack/web-api/coverage.js';
import { oauth } from '../../src/local-slack/web-api/oauth.js';
import { tokenMethods } from '../../src/local-slack/web-api/token-methods.js';

const answered = Object.entries(coverage).flatMap(([family, { answered: names }]) =>
  names.map((name) => `${family}.${name}`),
);
const missing = Object.entries(coverage).flatMap(([family, { missing: names }]) =>
  names.map((name) => `${family}.${name}`),
);

/** All methods that the official client declares below this object. */
function declared(of: object, path: string[]): string[] {
  return Object.entries(of).flatMap(([name, value]) =>
    typeof value === 'function' ? [[...path, name].join('.')] : declared(Object(value), [...path, name]),
  );
}

let local: LocalSlack;
beforeAll(async () => {
  local = await startLocalSlack();
});
afterAll(() => local.close());

test('the declared coverage matches the handlers', () => {
  expect([...answered].sort()).toEqual(
    Object.keys({ ...api, ...apps, ...oauth, ...tokenMethods, ...methods }).sort(),
  );
});

test('every method of the covered families is declared as answered or missing', () => {
  const client = new WebClient();
  const all = Object.keys(coverage).flatMap((family) => declared(Reflect.get(client, family), [family]));
  // filesUploadV2 is not a method of Slack. The client calls three other methods for it.
  const own = all.filter((name) => name !== 'files.uploadV2');
  expect([...answered, ...missing].sort()).toEqual(own.sort());
});

test.each(answered)('%s is answered', async (method) => {
  const response = await fetch(`${local.apiUrl}${method}`, { method: 'POST' });
  const { error } = Object(await response.json());
  expect(error).not.toBe('unknown_method');
});

test.each(missing)('%s is not answered', async (method) => {
  const response = await fetch(`${local.apiUrl}${method}`, { method: 'POST' });
  const { error } = Object(await response.json());
  expect(error).toBe('unknown_method');
});
