import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { toYaml } from '../../src/cli/manifest/format-manifest.js';
import type { InstallOptions } from '../../src/cli/manifest/installing.js';
import { manifestOf } from '../../src/cli/manifest/manifest-of.js';
import { subscriptionsOf } from '../../src/cli/manifest/subscriptions.js';
import { declare } from '../../src/client/listeners.js';
import * as wants from '../../src/client/wants.js';

const URL_OF_HAVOC = 'https://slack.example.com';
const REDIRECT = `${URL_OF_HAVOC}/slack/oauth_redirect`;
const MENTIONS = wants.wantsEvent('app_mention');

function made(
  options: InstallOptions & { url?: string },
  listened: Parameters<typeof declare>[0][number]['wants'] = MENTIONS,
) {
  return manifestOf(subscriptionsOf(declare([{ wants: listened }])), { name: 'Tickets', ...options });
}

const eventsOf = ({ manifest }: ReturnType<typeof made>) =>
  manifest.settings.event_subscriptions?.bot_events ?? [];

test('without OAuth, the manifest has no redirect URL and only the events of the listeners', () => {
  const plain = made({ url: URL_OF_HAVOC });
  expect(plain.manifest.oauth_config).toEqual({ scopes: { bot: expect.any(Array) } });
  expect(eventsOf(plain)).toEqual(['app_mention']);
  expect(plain.notes).toEqual([]);
});

test.each<[string, InstallOptions, typeof MENTIONS]>([
  ['the option', { oauth: true }, MENTIONS],
  ['token rotation', { tokenRotation: true }, MENTIONS],
  ['a redirect URL', { redirectUrls: [REDIRECT] }, MENTIONS],
  ['a listener for installations', {}, [...MENTIONS, ...wants.wantsInstallationEvent('installed')]],
])('%s adds the redirect URL and the events with which Slack ends installations', (_, options, listened) => {
  const { manifest, ...rest } = made({ url: URL_OF_HAVOC, ...options }, listened);
  expect(manifest.oauth_config.redirect_urls).toEqual([REDIRECT]);
  expect(eventsOf({ manifest, ...rest })).toEqual(['app_mention', 'app_uninstalled', 'tokens_revoked']);
});

test('havoc serves the redirect URL of the manifest', () => {
  expect(readFileSync('src/ingress/http/exchanges.ts', 'utf8')).toContain(`'${new URL(REDIRECT).pathname}'`);
});

test('an event that the app listens to itself is there once', () => {
  const listened = wants.wantsEvent('tokens_revoked');
  expect(eventsOf(made({ url: URL_OF_HAVOC, oauth: true }, listened))).toEqual([
    'tokens_revoked',
    'app_uninstalled',
  ]);
});

test('an org-wide app subscribes to the events about its workspaces', () => {
  const one = made({ url: URL_OF_HAVOC, orgWide: true });
  expect(one.manifest.settings.org_deploy_enabled).toBe(true);
  expect(eventsOf(one)).toEqual(['app_mention', 'team_access_granted', 'team_access_revoked']);
});

test('given redirect URLs replace the one at the URL, each once', () => {
  const other = 'https://eu.example.com/slack/oauth_redirect';
  const { manifest, notes } = made({ url: URL_OF_HAVOC, redirectUrls: [other, REDIRECT, other] });
  expect(manifest.oauth_config.redirect_urls).toEqual([other, REDIRECT]);
  expect(notes).toEqual([expect.stringContaining(`HAVOC_OAUTH_REDIRECT_URLS=${other},${REDIRECT}.`)]);
});

test('a note says with which scopes to configure havoc', () => {
  const { manifest, notes } = made({ url: URL_OF_HAVOC, oauth: true, optionalScopes: ['files:read'] });
  const { bot } = manifest.oauth_config.scopes;
  expect(bot).toContain('files:read');
  expect(notes).toEqual([expect.stringContaining(`SLACK_SCOPES=${bot.join(',')} and `)]);
});

test('a note says that Socket Mode alone gives people no place to install the app', () => {
  const { manifest, notes } = made({ oauth: true });
  expect(manifest.oauth_config).not.toHaveProperty('redirect_urls');
  expect(notes).toEqual([expect.stringContaining('Give it with --redirect-url')]);
});

test('token rotation is turned on only on demand, with a warning', () => {
  const { manifest, notes } = made({ url: URL_OF_HAVOC, tokenRotation: true });
  expect(manifest.settings.token_rotation_enabled).toBe(true);
  expect(notes).toContain('Slack does not let you turn token rotation off again.');
  expect(made({ url: URL_OF_HAVOC, oauth: true }).manifest.settings.token_rotation_enabled).toBe(false);
});

test('optional scopes are among the scopes of the bot, each once', () => {
  const one = made({ url: URL_OF_HAVOC, optionalScopes: ['files:read', 'team:read', 'files:read'] });
  const { bot, bot_optional } = one.manifest.oauth_config.scopes;
  expect(bot_optional).toEqual(['files:read', 'team:read']);
  expect(bot.filter((scope) => scope === 'team:read')).toHaveLength(1);
  expect(bot.at(-1)).toBe('files:read');
  const yaml = toYaml(one);
  expect(parse(yaml)).toEqual(one.manifest);
  expect(yaml).toContain('- files:read # optional\n');
});

test('a note says if there are more scopes than Slack allows', () => {
  const optionalScopes = Array.from({ length: 255 }, (_, at) => `scope${at}:read`);
  expect(made({ url: URL_OF_HAVOC, optionalScopes }).notes).toEqual([
    expect.stringContaining('at most 255 scopes'),
  ]);
});
