import {
  ACME,
  type Case,
  GLOBE,
  GLOBE_HQ,
  IN_ACME,
  IN_ALL_GLOBE,
  IN_GLOBE_HQ,
  INITECH,
  SOMEWHERE_IN_GLOBE,
} from './case.js';

const acme = { enterprise_id: null, team_id: ACME, is_bot: true, is_enterprise_install: false };

/** Payloads for which SDKs chose the wrong installation, as their issues show or describe them. */
export const ISSUE_CASES: readonly Case[] = [
  {
    title: 'bolt-js 935: the outer organisation is that of the other workspace in a shared channel',
    kind: 'event',
    body: {
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      event: { type: 'message', user: 'U111', team: ACME, channel: 'C111', channel_type: 'channel' },
      type: 'event_callback',
      authorizations: [{ ...acme, user_id: 'U222' }],
      is_ext_shared_channel: true,
    },
    ...IN_ACME,
  },
  {
    title: 'bolt-js 998: a workspace of an organisation has its own installation and token',
    kind: 'event',
    body: {
      type: 'event_callback',
      team_id: GLOBE_HQ,
      enterprise_id: GLOBE,
      event: { type: 'app_mention', user: 'W111', channel: 'G111' },
      authorizations: [{ ...acme, team_id: GLOBE_HQ, enterprise_id: GLOBE }],
      is_ext_shared_channel: false,
    },
    ...IN_GLOBE_HQ,
  },
  {
    title: 'bolt-js 1145: a workspace without an organisation is found by its team alone',
    kind: 'event',
    body: {
      type: 'event_callback',
      team_id: ACME,
      event: { type: 'message', user: 'U111', team: ACME, channel: 'C111' },
      authorizations: [acme],
    },
    ...IN_ACME,
  },
  {
    title: 'bolt-js 1487: an organisation in the payload does not mean that the app is installed org-wide',
    kind: 'shortcut',
    body: {
      type: 'shortcut',
      team: { id: GLOBE_HQ, domain: 'globe-hq' },
      user: { id: 'U111', username: 'ann', team_id: GLOBE_HQ },
      is_enterprise_install: false,
      enterprise: { id: GLOBE, name: 'Globe' },
    },
    ...IN_GLOBE_HQ,
  },
  {
    title: 'bolt-js 1614: a modal is submitted in a workspace where the app is not installed',
    kind: 'view_submission',
    body: {
      type: 'view_submission',
      team: { id: INITECH, domain: 'initech' },
      user: { id: 'U111', name: 'ann', team_id: INITECH },
      view: { type: 'modal', team_id: INITECH, app_installed_team_id: ACME },
    },
    ...IN_ACME,
  },
  {
    title: 'bolt-js 1778: team_access_granted is not marked as of an org-wide installation',
    kind: 'event',
    body: {
      type: 'event_callback',
      enterprise_id: GLOBE,
      event: { type: 'team_access_granted', team_ids: [GLOBE_HQ], event_ts: '111.222' },
      event_time: 1606805974,
    },
    ...SOMEWHERE_IN_GLOBE,
  },
  {
    title: 'java-slack-sdk 629: a message in a channel that workspace B created and A shares',
    kind: 'event',
    body: {
      type: 'event_callback',
      team_id: INITECH,
      event: { type: 'message', user: 'U111', team: INITECH, channel: 'C111' },
      authorizations: [acme],
      is_ext_shared_channel: true,
    },
    ...IN_ACME,
  },
  {
    title: 'java-slack-sdk 1041: a button of the app is clicked by a member of another workspace',
    kind: 'block_actions',
    body: {
      type: 'block_actions',
      user: { id: 'U03TBQ3FJ91', username: 'userinworkspace2', team_id: INITECH },
      team: { id: ACME, domain: 'workspace1' },
    },
    ...IN_ACME,
  },
  {
    title: 'node-slack-sdk 1370: a link in a shared channel is posted by a member of another workspace',
    kind: 'event',
    body: {
      type: 'event_callback',
      team_id: INITECH,
      context_team_id: ACME,
      event: { type: 'link_shared', user: 'U111', channel: 'C111', links: [{ domain: 'example.com' }] },
      authorizations: [acme],
      is_ext_shared_channel: true,
    },
    ...IN_ACME,
  },
  {
    title: 'bolt-python 23: the team of a shortcut is null with an org-wide installation',
    kind: 'shortcut',
    body: {
      type: 'shortcut',
      enterprise: { id: GLOBE, name: 'Globe' },
      is_enterprise_install: true,
      team: null,
      user: { id: 'W111', team_id: GLOBE_HQ, username: 'ann' },
    },
    ...IN_ALL_GLOBE,
  },
  {
    title: 'bolt-js 737: the flag of a command is a text',
    kind: 'command',
    body: { command: '/poll', team_id: GLOBE_HQ, enterprise_id: GLOBE, is_enterprise_install: 'false' },
    ...IN_GLOBE_HQ,
  },
];
