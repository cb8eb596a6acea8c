import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import { REFUSED_METHODS } from '../../src/codegen/contract.js';
import { METHOD_SCOPES, METHODS_BY_SCOPES } from '../../src/codegen/method-scopes.js';
import { SUMMARIES } from '../../src/codegen/method-summaries.js';
import { RATE_LIMITS } from '../../src/codegen/rate-limits.js';
import { families } from '../../src/gen/havoc/slack/families.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';

/** Walks the official client and returns the methods that it can call. */
function ofWebClient(): string[] {
  const names: string[] = [];
  const walk = (branch: object, path: string[]): void => {
    for (const [name, value] of Object.entries(branch)) {
      if (typeof value === 'function') names.push([...path, name].join('.'));
      else if (value?.constructor === Object) walk(value, [...path, name]);
    }
  };
  for (const [family, branch] of Object.entries(new WebClient())) {
    if (branch?.constructor === Object && family !== 'defaultHeaders' && !family.startsWith('_'))
      walk(branch, [family]);
  }
  return names.filter((name) => !name.startsWith('retryConfig.')).sort();
}

/** Methods that are documented but not in the client yet. */
const AMENDED = ['assistant.search.context'];

test("every method of Slack's own client and of the amendments has a stub", () => {
  const names = [...ofWebClient(), ...AMENDED].sort();
  expect(names).toHaveLength(282);
  expect([...methods.keys()].sort()).toEqual(names);
});

test('there are 35 families, and each can be loaded on its own', async () => {
  expect(Object.keys(families)).toHaveLength(35);
  for (const [family, { names, load }] of Object.entries(families)) {
    const loaded = await load();
    expect(names.every((name) => name.startsWith(`${family}.`))).toBe(true);
    expect(names.map((name) => loaded[name])).toEqual(names.map((name) => methods.get(name)));
  }
});

test('44 methods have pages, and a second rpc that walks them', () => {
  const paged = [...methods.values()].filter(({ pagesPath }) => pagesPath);
  expect(paged).toHaveLength(44);
  expect(paged.map(({ path, pagesPath }) => [path, pagesPath])).toContainEqual([
    '/havoc.slack.users.v1.Users/List',
    '/havoc.slack.users.v1.Users/ListPages',
  ]);
});

test('methods whose answer is a secret have empty messages', () => {
  const refused = [...methods.values()].filter(({ method }) => REFUSED_METHODS.has(method));
  expect(refused).toHaveLength(REFUSED_METHODS.size);
  const fields = refused.flatMap(({ request, response }) => [
    ...request.shape.slots,
    ...response.shape.slots,
  ]);
  expect(fields).toEqual([]);
});

test('every method has a summary, and no other name has a summary or a rate limit', () => {
  const names = [...methods.keys()].sort();
  expect(Object.keys(SUMMARIES).sort()).toEqual(names);
  expect([...RATE_LIMITS.keys()].filter((name) => !methods.has(name))).toEqual([]);
});

test('every method has scopes exactly once, and no other name has scopes', () => {
  expect(Object.values(METHODS_BY_SCOPES).flat().sort()).toEqual([...methods.keys()].sort());
});

test('scopes are spelled as in Slack’s documentation', () => {
  const scope = '(admin|openid|[a-z_]+([.][a-z_]+)*:[a-z]+([.][a-z]+)?|(identity|tokens)[.]basic)';
  const scopes = `${scope}(, ${scope})*( or ${scope})?`;
  const token = '(bot token|user token|app-level token|app configuration token|token of a classic app)';
  const some = new RegExp(`^(none|${scopes}|${scopes} [(]${token}[)](; ${scopes} [(]${token}[)])?)$`);
  expect(Object.keys(METHODS_BY_SCOPES).filter((text) => !some.test(text))).toEqual([]);
  const classic = /chat:write:|files:write:|\bchannels:write(?![.])[^;]*[(]bot token|\bbot\b(?! token)/;
  expect(Object.keys(METHODS_BY_SCOPES).filter((text) => classic.test(text))).toEqual([]);
});

test.each([
  ['api.test', 'none'],
  ['chat.postMessage', 'chat:write'],
  ['conversations.history', 'channels:history, groups:history, im:history or mpim:history'],
  ['conversations.join', 'channels:join (bot token); channels:write (user token)'],
  ['users.lookupByEmail', 'users:read.email'],
  ['files.getUploadURLExternal', 'files:write'],
  ['canvases.create', 'canvases:write'],
  ['admin.users.invite', 'admin.users:write (user token)'],
  ['apps.connections.open', 'connections:write (app-level token)'],
  ['agents.conversations.create', 'code_channels:manage (bot token)'],
])('%s needs %s', (method, scopes) => {
  expect(METHOD_SCOPES.get(method)).toBe(scopes);
});

test.each(['proto/havoc/slack/chat/v1/chat.proto', 'src/gen/havoc/slack/chat/v1/declarations.ts'])(
  '%s lists the scopes above each method',
  async (file) => {
    const told = (await readFile(file, 'utf8')).matchAll(/ (chat[.][\w.]+): .*\n\s*[/* ]+Scopes: (.*)[.]\n/g);
    const names = [...methods.keys()].filter((name) => name.startsWith('chat.'));
    const saying = new Map([...told].map(([, method, scopes]) => [method, scopes]));
    expect(saying).toEqual(new Map(names.map((name) => [name, METHOD_SCOPES.get(name)])));
  },
);
