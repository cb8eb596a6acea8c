/**
 * An event of every type as Slack sends it, reduced to the members with ids. The acting user is `U_WHO`, the channel
 * `C_WHERE`, the thread `1.1` and the bot `B_BOT`. All other ids must not be found.
 *
 * @see https://docs.slack.dev/reference/events
 * @see https://github.com/slackapi/java-slack-sdk/tree/main/json-logs/samples/events
 */
export const EVENT_SAMPLES: readonly (readonly [
  event: { type: string; [key: string]: unknown },
  ids: string,
])[] = [
  [
    { type: 'agent_session_stopped', channel: 'C_WHERE', user: 'U_WHO', thread_ts: '1.1' },
    'user channel thread',
  ],
  [
    {
      type: 'agent_session_title_changed',
      channel: 'C_WHERE',
      user: 'U_WHO',
      thread_ts: '1.1',
      team_id: 'T1',
    },
    'user channel thread',
  ],
  [
    {
      type: 'app_context_changed',
      channel: 'C_WHERE',
      user: 'U_WHO',
      context: { entities: [{ type: 'slack#/types/channel_id', value: 'C_SEEN' }] },
    },
    'user channel',
  ],
  [{ type: 'app_deleted', app_id: 'A1', app_owner_id: 'U_OWNER', team_id: 'T1' }, ''],
  [
    { type: 'app_home_opened', user: 'U_WHO', channel: 'C_WHERE', tab: 'home', view: { bot_id: 'B_OTHER' } },
    'user channel',
  ],
  [{ type: 'app_installed', app_owner_id: 'U_OWNER', user_id: 'U_WHO', team_id: 'T1' }, 'user'],
  [
    { type: 'app_mention', user: 'U_WHO', channel: 'C_WHERE', ts: '1.2', thread_ts: '1.1' },
    'user channel thread',
  ],
  [{ type: 'app_mention', bot_id: 'B_BOT', channel: 'C_WHERE', ts: '1.2' }, 'channel bot'],
  [{ type: 'app_rate_limited', team_id: 'T1', api_app_id: 'A1' }, ''],
  [{ type: 'app_requested', app_request: { id: 'Ar1' }, user: { id: 'U_WHO' }, team: { id: 'T1' } }, 'user'],
  [{ type: 'app_requested', app_request: { id: 'Ar1', user: { id: 'U_WHO' }, team: { id: 'T1' } } }, 'user'],
  [{ type: 'app_uninstalled' }, ''],
  [{ type: 'app_uninstalled_team', app_owner_id: 'U_OWNER', user_id: 'U_WHO', team_id: 'T1' }, 'user'],
  ...['assistant_thread_started', 'assistant_thread_context_changed'].map(
    (type) =>
      [
        {
          type,
          assistant_thread: {
            user_id: 'U_WHO',
            context: { channel_id: 'C_SEEN', team_id: 'T1', enterprise_id: null },
            channel_id: 'C_WHERE',
            thread_ts: '1.1',
          },
        },
        'user channel thread',
      ] as const,
  ),
  [{ type: 'call_rejected', call_id: 'R1', user_id: 'U_WHO', channel_id: 'C_WHERE' }, 'user channel'],
  [{ type: 'channel_archive', channel: 'C_WHERE', user: 'U_WHO' }, 'user channel'],
  [
    { type: 'channel_created', channel: { id: 'C_WHERE', creator: 'U_WHO', context_team_id: 'T1' } },
    'user channel',
  ],
  [{ type: 'channel_deleted', channel: 'C_WHERE' }, 'channel'],
  [{ type: 'channel_deleted', channel: 'C_WHERE', actor_id: 'U_WHO' }, 'user channel'],
  [{ type: 'channel_history_changed', channel: 'C_WHERE', latest: '1.2', ts: '1.3' }, 'channel'],
  [{ type: 'channel_id_changed', old_channel_id: 'G_OLD', new_channel_id: 'C_WHERE' }, 'channel'],
  [{ type: 'channel_joined', channel: { id: 'C_WHERE', creator: 'U_OTHER' } }, 'channel'],
  [{ type: 'channel_left', channel: 'C_WHERE', actor_id: 'U_WHO' }, 'user channel'],
  [{ type: 'channel_rename', channel: { id: 'C_WHERE', name: 'x' } }, 'channel'],
  [{ type: 'channel_shared', connected_team_id: 'E1', channel: 'C_WHERE' }, 'channel'],
  [{ type: 'channel_unarchive', channel: 'C_WHERE', user: 'U_WHO' }, 'user channel'],
  [{ type: 'channel_unshared', previously_connected_team_id: 'E1', channel: 'C_WHERE' }, 'channel'],
  [{ type: 'dnd_updated', user: 'U_WHO' }, 'user'],
  [{ type: 'dnd_updated_user', user: 'U_WHO' }, 'user'],
  [{ type: 'email_domain_changed', email_domain: 'example.com' }, ''],
  [{ type: 'emoji_changed', subtype: 'add', name: 'x' }, ''],
  [
    { type: 'entity_comments_requested', user: 'U_WHO', external_ref: { id: '123' }, trigger_id: '1' },
    'user',
  ],
  [{ type: 'entity_details_requested', user: 'U_WHO', trigger_id: '1' }, 'user'],
  [
    {
      type: 'entity_details_requested',
      user: 'U_WHO',
      channel: 'C_WHERE',
      message_ts: '1.2',
      thread_ts: '1.1',
    },
    'user channel thread',
  ],
  [{ type: 'file_change', file_id: 'F1', file: { id: 'F1' } }, ''],
  [{ type: 'file_comment_added', comment: { user: 'U_OTHER' }, file: { id: 'F1' } }, ''],
  [{ type: 'file_comment_deleted', comment: 'Fc1', file_id: 'F1', file: { id: 'F1' } }, ''],
  [{ type: 'file_comment_edited', comment: { user: 'U_OTHER' }, file: { id: 'F1' } }, ''],
  [{ type: 'file_created', file_id: 'F1', user_id: 'U_WHO', file: { id: 'F1' } }, 'user'],
  [{ type: 'file_deleted', file_id: 'F1', channel_ids: ['C1', 'C2'] }, ''],
  [{ type: 'file_public', file_id: 'F1', user_id: 'U_WHO', file: { id: 'F1' } }, 'user'],
  [{ type: 'file_shared', file_id: 'F1', user_id: 'U_WHO', channel_id: 'C_WHERE' }, 'user channel'],
  [{ type: 'file_unshared', file_id: 'F1', user_id: 'U_WHO', channel_id: 'C_WHERE' }, 'user channel'],
  [{ type: 'function_executed', inputs: { user_id: 'U_INPUT' }, function: { app_id: 'A1' } }, ''],
  [{ type: 'grid_migration_finished', enterprise_id: 'E1' }, ''],
  [{ type: 'grid_migration_started', enterprise_id: 'E1' }, ''],
  [{ type: 'group_archive', channel: 'C_WHERE', user: 'U_WHO', is_moved: 0 }, 'user channel'],
  [{ type: 'group_close', channel: 'C_WHERE', user: 'U_WHO' }, 'user channel'],
  [{ type: 'group_deleted', channel: 'C_WHERE', actor_id: 'U_WHO' }, 'user channel'],
  [{ type: 'group_history_changed', channel: 'C_WHERE', latest: '1.2', ts: '1.3' }, 'channel'],
  [{ type: 'group_joined', channel: { id: 'C_WHERE', creator: 'U_OTHER' } }, 'channel'],
  [{ type: 'group_left', channel: 'C_WHERE', actor_id: 'U_WHO' }, 'user channel'],
  [{ type: 'group_open', channel: 'C_WHERE', user: 'U_WHO' }, 'user channel'],
  [{ type: 'group_rename', channel: { id: 'C_WHERE', name: 'x' } }, 'channel'],
  [{ type: 'group_unarchive', channel: 'C_WHERE', actor_id: 'U_WHO' }, 'user channel'],
  [{ type: 'im_close', channel: 'C_WHERE', user: 'U_WHO' }, 'user channel'],
  [{ type: 'im_created', channel: { id: 'C_WHERE' }, user: 'U_WHO' }, 'user channel'],
  [{ type: 'im_history_changed', channel: 'C_WHERE', latest: '1.2', ts: '1.3' }, 'channel'],
  [{ type: 'im_open', channel: 'C_WHERE', user: 'U_WHO' }, 'user channel'],
  [
    { type: 'invite_requested', invite_request: { id: 'I1', requester_ids: ['U_WHO'], channel_ids: ['C1'] } },
    'user',
  ],
  [
    { type: 'link_shared', channel: 'C_WHERE', user: 'U_WHO', message_ts: '1.2', thread_ts: '1.1' },
    'user channel thread',
  ],
  [
    { type: 'link_shared', channel: 'COMPOSER', user: 'U_WHO', message_ts: 'U_WHO-1', source: 'composer' },
    'user',
  ],
  [
    { type: 'member_joined_channel', user: 'U_WHO', channel: 'C_WHERE', team: 'T1', inviter: 'U_OTHER' },
    'user channel',
  ],
  [{ type: 'member_left_channel', user: 'U_WHO', channel: 'C_WHERE', team: 'T1' }, 'user channel'],
  [
    {
      type: 'message',
      user: 'U_WHO',
      channel: 'C_WHERE',
      ts: '1.2',
      thread_ts: '1.1',
      parent_user_id: 'U_OTHER',
    },
    'user channel thread',
  ],
  [
    { type: 'message', subtype: 'bot_message', bot_id: 'B_BOT', channel: 'C_WHERE', ts: '1.2' },
    'channel bot',
  ],
  [
    {
      type: 'message',
      subtype: 'message_changed',
      channel: 'C_WHERE',
      message: { user: 'U_WHO', bot_id: 'B_BOT', thread_ts: '1.1', edited: { user: 'U_OTHER' } },
      previous_message: { user: 'U_OTHER', bot_id: 'B_OTHER', thread_ts: '1.0' },
    },
    'user channel thread bot',
  ],
  [
    {
      type: 'message',
      subtype: 'message_deleted',
      channel: 'C_WHERE',
      previous_message: { user: 'U_WHO', bot_id: 'B_BOT', thread_ts: '1.1' },
    },
    'user channel thread bot',
  ],
  [
    {
      type: 'message',
      subtype: 'message_replied',
      channel: 'C_WHERE',
      message: { user: 'U_WHO', thread_ts: '1.1' },
    },
    'user channel thread',
  ],
  [
    {
      type: 'message',
      subtype: 'thread_broadcast',
      user: 'U_WHO',
      channel: 'C_WHERE',
      thread_ts: '1.1',
      root: { user: 'U_OTHER', bot_id: 'B_OTHER', thread_ts: '1.1' },
    },
    'user channel thread',
  ],
  [{ type: 'message', subtype: 'ekm_access_denied', user: 'UREVOKEDU', channel: 'C_WHERE' }, 'channel'],
  ...['message_metadata_posted', 'message_metadata_updated', 'message_metadata_deleted'].map(
    (type) =>
      [
        { type, user_id: 'U_WHO', channel_id: 'C_WHERE', bot_id: 'B_BOT', team_id: 'T1', message_ts: '1.2' },
        'user channel bot',
      ] as const,
  ),
  ...['pin_added', 'pin_removed'].map(
    (type) =>
      [
        {
          type,
          user: 'U_WHO',
          channel_id: 'C_WHERE',
          item: {
            channel: 'C_WHERE',
            created_by: 'U_OTHER',
            message: { user: 'U_OTHER', bot_id: 'B_OTHER' },
          },
          item_user: 'U_OTHER',
        },
        'user channel',
      ] as const,
  ),
  ...['reaction_added', 'reaction_removed', 'star_added', 'star_removed'].flatMap(
    (type) =>
      [
        [
          {
            type,
            user: 'U_WHO',
            item: { type: 'message', channel: 'C_WHERE', ts: '1.2' },
            item_user: 'U_OTHER',
          },
          'user channel',
        ],
        [{ type, user: 'U_WHO', item: { type: 'file', file: 'F1' }, item_user: 'U_OTHER' }, 'user'],
      ] as const,
  ),
  [{ type: 'resources_added', resources: [] }, ''],
  [{ type: 'resources_removed', resources: [] }, ''],
  [{ type: 'scope_denied', trigger_id: '1' }, ''],
  [{ type: 'scope_granted', trigger_id: '1' }, ''],
  ...['accepted', 'approved', 'declined'].map(
    (done) =>
      [
        {
          type: `shared_channel_invite_${done}`,
          invite: { id: 'I1', inviting_team: { id: 'T2' }, inviting_user: { id: 'U_OTHER' } },
          channel: { id: 'C_WHERE' },
          [`${done.replace(/ed$|d$/, '')}ing_user`]: { id: 'U_WHO', team_id: 'T1' },
        },
        'user channel',
      ] as const,
  ),
  [
    {
      type: 'shared_channel_invite_received',
      invite: { id: 'I1', inviting_user: { id: 'U_WHO' }, recipient_user_id: 'U_OTHER' },
      channel: { id: 'C_WHERE' },
    },
    'user channel',
  ],
  [
    { type: 'shared_channel_invite_requested', actor: { id: 'U_WHO', team_id: 'T1' }, channel_id: 'C_WHERE' },
    'user channel',
  ],
  [{ type: 'subteam_created', subteam: { id: 'S1', created_by: 'U_WHO', users: ['U_OTHER'] } }, 'user'],
  [{ type: 'subteam_members_changed', subteam_id: 'S1', added_users: ['U_OTHER'] }, ''],
  [{ type: 'subteam_self_added', subteam_id: 'S1' }, ''],
  [{ type: 'subteam_self_removed', subteam_id: 'S1' }, ''],
  [{ type: 'subteam_updated', subteam: { id: 'S1', created_by: 'U_OTHER', updated_by: 'U_WHO' } }, 'user'],
  [{ type: 'team_access_granted', team_ids: ['T1'] }, ''],
  [{ type: 'team_access_revoked', team_ids: ['T1'] }, ''],
  [{ type: 'team_domain_change', domain: 'x' }, ''],
  [{ type: 'team_join', user: { id: 'U_WHO', team_id: 'T1' } }, 'user'],
  [{ type: 'team_rename', name: 'x' }, ''],
  [{ type: 'tokens_revoked', tokens: { oauth: ['U_OTHER'], bot: ['U_BOT'] } }, ''],
  ...['user_change', 'user_huddle_changed', 'user_profile_changed', 'user_status_changed'].map(
    (type) =>
      [{ type, user: { id: 'U_WHO', team_id: 'T1', enterprise_user: { id: 'U_OTHER' } } }, 'user'] as const,
  ),
  [{ type: 'user_resource_denied', user: 'U_WHO', trigger_id: '1' }, 'user'],
  [{ type: 'user_resource_granted', user: 'U_WHO', trigger_id: '1' }, 'user'],
  [{ type: 'user_resource_removed', user: 'U_WHO', trigger_id: '1' }, 'user'],
  [{ type: 'workflow_deleted', workflow_id: 'Wf1' }, ''],
  [{ type: 'workflow_published', workflow_id: 'Wf1' }, ''],
  [{ type: 'workflow_step_deleted', workflow_id: 'Wf1' }, ''],
  [{ type: 'workflow_step_execute', callback_id: 'x', workflow_step: { workflow_id: 'Wf1' } }, ''],
  [{ type: 'workflow_unpublished', workflow_id: 'Wf1' }, ''],
];
