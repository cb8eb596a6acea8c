import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { toYaml } from '../../src/cli/manifest/format-manifest.js';
import { manifestOf } from '../../src/cli/manifest/manifest-of.js';
import { subscriptionsOf } from '../../src/cli/manifest/subscriptions.js';
import { declare } from '../../src/client/listeners.js';
import * as wants from '../../src/client/wants.js';
import { shapes } from '../../src/gen/havoc/slack/events/v1/shapes.js';
import { EVENT_SCOPES } from '../../src/slack/index.js';

const URL_OF_HAVOC = 'https://slack.example.com';

function made(
  listened: Parameters<typeof declare>[0][number]['wants'],
  url: string | undefined = URL_OF_HAVOC,
) {
  return manifestOf(subscriptionsOf(declare([{ wants: listened }])), { url, name: 'Tickets' });
}

test('every event that Slack declares has its scopes', () => {
  const declared = [...(shapes.Event?.slots.keys() ?? [])].filter(
    (name) => !['message', 'app_rate_limited', 'unknown'].includes(name),
  );
  expect(declared.length).toBeGreaterThan(85);
  expect(declared.filter((name) => !(name in EVENT_SCOPES))).toEqual([]);
});

test('the manifest of an app with all kinds of listeners', () => {
  const { manifest, notes, reasons } = made([
    ...wants.wantsEvent('reaction_added'),
    ...wants.wantsEvent('reaction_added'),
    ...wants.wantsEvent('app_home_opened'),
    ...wants.wantsMessage(/deploy/),
    ...wants.wantsCommand('/ticket'),
    ...wants.wantsAction('approve'),
    ...wants.wantsView('ticket'),
    ...wants.wantsShortcut({ type: 'shortcut', callback_id: 'new_ticket' }),
    ...wants.wantsShortcut({ type: 'message_action', callback_id: 'ticket-from-message' }),
    ...wants.wantsOptions('city'),
  ]);
  expect(manifest).toEqual({
    display_information: { name: 'Tickets' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'tickets', always_online: true },
      shortcuts: [
        { name: 'New ticket', type: 'global', callback_id: 'new_ticket', description: 'New ticket' },
        {
          name: 'Ticket from message',
          type: 'message',
          callback_id: 'ticket-from-message',
          description: 'Ticket from message',
        },
      ],
      slash_commands: [
        {
          command: '/ticket',
          url: `${URL_OF_HAVOC}/slack/commands`,
          description: 'Ticket',
          usage_hint: '[text]',
          should_escape: false,
        },
      ],
    },
    oauth_config: {
      scopes: {
        bot: [
          'reactions:read',
          'channels:history',
          'groups:history',
          'im:history',
          'mpim:history',
          'commands',
          'chat:write',
          'users:read',
          'channels:read',
          'groups:read',
          'im:read',
          'mpim:read',
          'team:read',
        ],
      },
    },
    settings: {
      event_subscriptions: {
        request_url: `${URL_OF_HAVOC}/slack/events`,
        bot_events: [
          'reaction_added',
          'app_home_opened',
          'message.channels',
          'message.groups',
          'message.im',
          'message.mpim',
        ],
      },
      interactivity: {
        is_enabled: true,
        request_url: `${URL_OF_HAVOC}/slack/interactions`,
        message_menu_options_url: `${URL_OF_HAVOC}/slack/options`,
      },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  });
  expect(reasons.get('commands')).toBe('/ticket, new_ticket, ticket-from-message');
  expect(notes).toEqual([expect.stringContaining('four kinds of conversations')]);
  const served = readFileSync('src/ingress/http/exchanges.ts', 'utf8');
  for (const [, path] of JSON.stringify(manifest).matchAll(/slack\.example\.com(\/[^"]*)/g))
    expect(served).toContain(`'${path}'`);
});

test('the manifest of an app without listeners has neither events nor interactions', () => {
  const { features, settings, oauth_config } = made([]).manifest;
  expect(Object.keys(features)).toEqual(['bot_user']);
  expect(settings).toEqual({
    org_deploy_enabled: false,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  });
  expect(oauth_config.scopes.bot).not.toContain('commands');
});

test('the manifest for Socket Mode has no URL', () => {
  const listened = [
    ...wants.wantsEvent('app_mention'),
    ...wants.wantsCommand('/x'),
    ...wants.wantsOptions('y'),
  ];
  const { manifest } = manifestOf(subscriptionsOf(declare([{ wants: listened }])), { name: 'x' });
  expect(JSON.stringify(manifest)).not.toContain('url');
  expect(manifest.settings).toMatchObject({
    event_subscriptions: { bot_events: ['app_mention'] },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  });
});

test.each([
  ['an expression for events', wants.wantsEvent(/^team_(join|rename)$/), 'from team_join, team_rename'],
  ['an expression for commands', wants.wantsCommand(/^\/t/), '/^\\/t/ does not name one command'],
  ['an expression for shortcuts', wants.wantsShortcut(/x/), '/x/ does not name one shortcut'],
  ['every shortcut', wants.wantsShortcut({}), 'A listener for every shortcut does not'],
  ['a shortcut without a type', wants.wantsShortcut('open'), 'The listener for open has no type'],
  ['an event that needs a user’s token', wants.wantsEvent('star_added'), 'star_added is left out'],
  ['an unknown event', wants.wantsEvent('newer_event'), 'The scopes of newer_event are unknown'],
  ['links', wants.wantsEvent('link_shared'), 'unfurl_domains. Put yours there'],
  ['functions', wants.wantsEvent('function_executed'), 'Describe them under functions'],
  [
    'too many commands',
    Array.from({ length: 51 }, (_, at) => wants.wantsCommand(`/c${at}`)).flat(),
    'at most 50 commands',
  ],
])('a note says what the manifest cannot contain: %s', (_, listened, note) => {
  expect(made(listened).notes).toEqual([expect.stringContaining(note)]);
});

test.each([
  [[{ kind: '*' }], 'takes every payload'],
  [[{ kind: 'event', matches: [] }], 'takes every event'],
  [[{ kind: 'command', matches: [] }], 'A listener for every command'],
  [
    [{ kind: 'event', matches: [{ property: 'type', pattern: { source: '(?P<x>y)', flags: '' } }] }],
    '/(?P<x>y)/',
  ],
])('a note says what declarations in other languages do not show: %j', (handles, note) => {
  expect(subscriptionsOf(handles).notes).toEqual([expect.stringContaining(note)]);
});

test('the manifest subscribes to no event that needs a user’s token, and to no expression', () => {
  const { manifest } = made([...wants.wantsEvent('star_added'), ...wants.wantsEvent(/^team_/)]);
  expect(manifest.settings.event_subscriptions).toBeUndefined();
});

test.each([
  ['assistant_thread_started', 'assistant_view'],
  ['app_context_changed', 'agent_view'],
])('a listener for %s enables %s', (event, feature) => {
  const { manifest } = made(wants.wantsEvent(event));
  expect(manifest.features).toHaveProperty(feature);
  expect(manifest.oauth_config.scopes.bot).toContain('assistant:write');
});

test('names have the length and the characters that Slack allows', () => {
  const name = 'Ärger & Söhne: the ticket app of the whole company';
  const long = wants.wantsShortcut({ type: 'shortcut', callback_id: 'a_shortcut_with_a_very_long_name' });
  const { display_information, features } = manifestOf(subscriptionsOf(declare([{ wants: long }])), {
    name,
  }).manifest;
  expect(display_information.name).toBe(name.slice(0, 35));
  expect(features.bot_user.display_name).toBe('-rger-s-hne-the-ticket-app-of-the-whole-company');
  expect(features.shortcuts?.[0]?.name).toBe('A shortcut with a very l');
});

test('the YAML has the same content as the JSON, and comments', () => {
  const one = made([
    ...wants.wantsEvent('app_mention'),
    ...wants.wantsShortcut('open'),
    ...wants.wantsCommand('/x'),
  ]);
  const yaml = toYaml(one);
  expect(parse(yaml)).toEqual(one.manifest);
  expect(yaml).toContain('- app_mentions:read # app_mention\n');
  expect(yaml.match(/# say what it does/g)).toHaveLength(2);
});
