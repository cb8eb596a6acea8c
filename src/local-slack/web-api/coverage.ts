import { bots } from './bots.js';
import { chat } from './chat.js';
import { chatSchedule } from './chat-schedule.js';
import { chatStream } from './chat-stream.js';
import { conversationsChange } from './conversations-change.js';
import { conversationsOwn } from './conversations-own.js';
import { conversationsRead } from './conversations-read.js';
import { files } from './files.js';
import type { Methods } from './method.js';
import { reactions } from './reactions.js';
import { team } from './team.js';
import { users } from './users.js';
import { usersChange } from './users-change.js';
import { views } from './views.js';

/** Every method that the local Slack answers for a user's or a bot's token, in a workspace. */
export const methods: Methods = {
  ...bots,
  ...chat,
  ...chatSchedule,
  ...chatStream,
  ...conversationsRead,
  ...conversationsChange,
  ...conversationsOwn,
  ...files,
  ...reactions,
  ...team,
  ...users,
  ...usersChange,
  ...views,
};

/**
 * The coverage of the Web API by family of methods. The local Slack answers methods under `answered` as Slack does,
 * and methods under `missing` with `unknown_method`. A test compares this table with the routes and with the methods
 * that `@slack/web-api` declares.
 */
export const coverage: Record<string, { answered: string[]; missing: string[] }> = {
  api: { answered: ['test'], missing: [] },
  apps: {
    answered: ['connections.open', 'event.authorizations.list', 'uninstall'],
    missing: [
      'manifest.create',
      'manifest.delete',
      'manifest.export',
      'manifest.update',
      'manifest.validate',
      'user.connection.update',
    ],
  },
  auth: { answered: ['test', 'teams.list', 'revoke'], missing: [] },
  bots: { answered: ['info'], missing: [] },
  chat: {
    answered: [
      'postMessage',
      'update',
      'delete',
      'postEphemeral',
      'meMessage',
      'getPermalink',
      'unfurl',
      'scheduleMessage',
      'deleteScheduledMessage',
      'scheduledMessages.list',
      'startStream',
      'appendStream',
      'stopStream',
    ],
    missing: [],
  },
  conversations: {
    answered: [
      'list',
      'info',
      'members',
      'history',
      'replies',
      'create',
      'join',
      'leave',
      'invite',
      'kick',
      'rename',
      'setTopic',
      'setPurpose',
      'archive',
      'unarchive',
      'open',
      'close',
      'mark',
    ],
    missing: [
      'acceptSharedInvite',
      'approveSharedInvite',
      'canvases.create',
      'declineSharedInvite',
      'externalInvitePermissions.set',
      'inviteShared',
      'listConnectInvites',
      'requestSharedInvite.approve',
      'requestSharedInvite.deny',
      'requestSharedInvite.list',
    ],
  },
  files: {
    answered: ['getUploadURLExternal', 'completeUploadExternal', 'info', 'list', 'delete'],
    missing: [
      'revokePublicURL',
      'sharedPublicURL',
      'comments.delete',
      'remote.add',
      'remote.info',
      'remote.list',
      'remote.remove',
      'remote.share',
      'remote.update',
    ],
  },
  oauth: { answered: ['v2.access', 'v2.exchange'], missing: ['access'] },
  reactions: { answered: ['add', 'remove', 'get', 'list'], missing: [] },
  team: {
    answered: ['info', 'profile.get', 'preferences.list'],
    missing: [
      'accessLogs',
      'billableInfo',
      'billing.info',
      'externalTeams.disconnect',
      'externalTeams.list',
      'integrationLogs',
    ],
  },
  users: {
    answered: [
      'list',
      'info',
      'lookupByEmail',
      'profile.get',
      'profile.set',
      'conversations',
      'getPresence',
      'setPresence',
      'identity',
    ],
    missing: ['deletePhoto', 'setPhoto', 'discoverableContacts.lookup'],
  },
  views: { answered: ['open', 'push', 'update', 'publish'], missing: [] },
};
