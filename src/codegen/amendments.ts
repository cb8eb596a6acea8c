/**
 * The differences between what Slack sends or accepts and what @slack/types, @slack/web-api and @slack/bolt declare.
 * Each names the page that documents it. Once the packages declare the same, a test in test/codegen fails. Then remove
 * the entry.
 */
import type * as slack from '@slack/types';
import type * as web from '@slack/web-api';
import type { EventFileFields } from './file-amendments.js';

/** A file in an event. */
export type EventFile = NonNullable<slack.FileShareMessageEvent['files']>[number];

/** Contains the token with which an app can search on behalf of the user who wrote to it. */
export interface AssistantThread {
  action_token?: string;
  [more: string]: unknown;
}

/** https://docs.slack.dev/reference/events/message */
interface MessageFields {
  metadata?: slack.MessageMetadata;
  app_id?: string;
  user_team?: string;
  source_team?: string;
  hidden?: boolean;
  is_locked?: boolean;
  subscribed?: boolean;
  last_read?: string;
  unread_count?: number;
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  mrkdwn?: boolean;
  no_notifications?: boolean;
  permalink?: string;
  room?: Record<string, unknown>;
}

/** Fields that a declared type lacks or declares differently, by type. */
export interface Amendments {
  /** https://docs.slack.dev/reference/objects/file-object */
  'types/events/message#File': EventFileFields;
  /** https://docs.slack.dev/reference/events/message */
  'types/events/message#GenericMessageEvent': MessageFields & {
    username?: string;
    /** https://docs.slack.dev/ai/using-data-access-api */
    action_token?: string;
  };
  /** https://docs.slack.dev/reference/events/message/bot_message */
  'types/events/message#BotMessageEvent': MessageFields;
  /** https://docs.slack.dev/reference/events/message/file_share */
  'types/events/message#FileShareMessageEvent': MessageFields & {
    action_token?: string;
    assistant_thread?: AssistantThread;
  };
  /** https://docs.slack.dev/reference/events/message/thread_broadcast */
  'types/events/message#ThreadBroadcastMessageEvent': MessageFields;
  /** https://docs.slack.dev/reference/events/app_mention */
  'types/events/app#AppMentionEvent': {
    app_id?: string;
    metadata?: slack.MessageMetadata;
    files?: EventFile[];
    /** https://docs.slack.dev/ai/using-data-access-api */
    action_token?: string;
    /** https://docs.slack.dev/ai/using-data-access-api */
    assistant_thread?: AssistantThread;
  };
  /** https://docs.slack.dev/reference/events/app_requested */
  'types/events/app#AppRequestedEvent.app_request': {
    user?: { id: string; name: string; email: string };
    team?: { id: string; name: string; domain: string };
    previous_resolution?: { status: string } | null;
    is_user_app_collaborator?: boolean;
    message?: string;
    date_created?: number;
  };
  /** https://docs.slack.dev/reference/events/pin_added */
  'types/events/pin#PinAddedEvent': { pin_count: number };
  /** https://docs.slack.dev/reference/events/pin_removed */
  'types/events/pin#PinRemovedEvent': { pin_count: number };
  /** https://docs.slack.dev/reference/events/channel_rename, whose example has none */
  'types/events/channel#ChannelRenameEvent': { event_ts?: string };
  /** https://docs.slack.dev/reference/events/channel_deleted */
  'types/events/channel#ChannelDeletedEvent': { actor_id?: string; event_ts?: string };
  /** https://docs.slack.dev/reference/methods/dnd.info */
  'types/events/dnd#DNDUpdatedEvent.dnd_status': { snooze_is_indefinite?: boolean };
  /** https://docs.slack.dev/reference/objects/usergroup-object */
  'types/events/subteam#Subteam': { deleted_by?: string | null; is_section?: boolean };
  /** https://docs.slack.dev/reference/objects/user-object */
  'types/events/user#UserChangeEvent.user.profile': { guest_channels?: string };
  /** https://docs.slack.dev/reference/objects/user-object */
  'types/events/user#UserHuddleChangedEvent.user.profile': { guest_channels?: string };
  /** https://docs.slack.dev/reference/objects/user-object */
  'types/events/user#UserProfileChangedEvent.user.profile': { guest_channels?: string };
  /** https://docs.slack.dev/reference/objects/user-object */
  'types/events/user#UserStatusChangedEvent.user.profile': { guest_channels?: string };
  /** https://docs.slack.dev/reference/objects/user-object */
  'types/events/team#TeamJoinEvent.user.profile': { guest_channels?: string };
  /** https://docs.slack.dev/apis/events-api; replaced by `authorizations`, but old apps still get both */
  'bolt/types/events/index#EnvelopedEvent': { authed_users?: string[]; authed_teams?: string[] };

  /** https://docs.slack.dev/reference/block-kit/blocks/card-block */
  'types/block-kit/blocks#CardBlock': {
    title?: CardText;
    subtitle?: CardText;
    body?: CardText;
    subtext?: CardText;
    /** https://docs.slack.dev/reference/block-kit/composition-objects/slack-icon-object */
    slack_icon?: SlackIcon;
  };

  // Slack sends null if the user clears a menu or an input.
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
  'bolt/types/actions/block-action#StaticSelectAction': {
    selected_option: { text: slack.PlainTextElement; value: string } | null;
  };
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
  'bolt/types/actions/block-action#ExternalSelectAction': { selected_option: slack.Option | null };
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
  'bolt/types/actions/block-action#UsersSelectAction': { selected_user: string | null };
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
  'bolt/types/actions/block-action#ConversationsSelectAction': { selected_conversation: string | null };
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
  'bolt/types/actions/block-action#ChannelsSelectAction': { selected_channel: string | null };
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
  'bolt/types/actions/block-action#MultiExternalSelectAction': { selected_options: slack.Option[] };
  /** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
  'bolt/types/actions/block-action#PlainTextInputAction': { value: string | null };
  /** https://docs.slack.dev/reference/block-kit/block-elements/rich-text-input-element */
  'bolt/types/actions/block-action#RichTextInputAction': { rich_text_value: slack.RichTextBlock | null };
  /** https://docs.slack.dev/reference/block-kit/block-elements/time-picker-element */
  'bolt/types/actions/block-action#TimepickerAction': { timezone?: string };
  /** https://docs.slack.dev/reference/block-kit/block-elements/time-picker-element */
  'bolt/types/view/index#ViewStateValue': { timezone?: string };
  /** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
  'bolt/types/actions/block-action#ButtonAction': { style?: string };
  /** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
  'bolt/types/view/index#ViewSubmitAction': { interactivity?: Interactivity; function_data?: FunctionData };
  /** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
  'bolt/types/view/index#ViewClosedAction': { interactivity?: Interactivity; function_data?: FunctionData };

  /** https://docs.slack.dev/reference/methods/views.open, whose example has null */
  'web-api/types/response/ViewsOpenResponse#View': { previous_view_id?: string | null };
  /** https://docs.slack.dev/reference/methods/views.publish, whose example has null */
  'web-api/types/response/ViewsPublishResponse#View': { previous_view_id?: string | null };
  /** https://docs.slack.dev/reference/methods/views.push */
  'web-api/types/response/ViewsPushResponse#View': { previous_view_id?: string | null };
  /** https://docs.slack.dev/reference/methods/views.update, whose example has null */
  'web-api/types/response/ViewsUpdateResponse#View': { previous_view_id?: string | null };
}

type CardText = slack.MrkdwnElement | slack.PlainTextElement;

/** Shown in place of the card's own icon. */
export interface SlackIcon {
  type: 'icon';
  name: string;
}

/**
 * The user who acted in a workflow function's interface, and a pointer to open a view with. havoc removes the user's
 * secret.
 */
export interface Interactivity {
  interactor?: { id?: string };
  interactivity_pointer?: string;
}

/** The execution of a workflow function to which an interaction belongs. */
export interface FunctionData {
  execution_id: string;
  function: { callback_id: string };
  inputs: Record<string, unknown>;
}

/** Arguments that the declaration of a method lacks, by method. */
export interface MoreArguments {
  /** https://docs.slack.dev/reference/methods/files.completeUploadExternal */
  'files.completeUploadExternal': {
    channels?: string;
    icon_emoji?: string;
    icon_url?: string;
    username?: string;
  };
  /** https://docs.slack.dev/reference/methods/files.getUploadURLExternal; Node's SDK says alt_text */
  'files.getUploadURLExternal': { alt_txt?: string };
  /** https://docs.slack.dev/reference/methods/files.list */
  'files.list': { cursor?: string; limit?: number };
  /** https://docs.slack.dev/reference/methods/reminders.add */
  'reminders.add': { channel?: string };
  /** https://docs.slack.dev/reference/methods/team.info */
  'team.info': { include_slackbot_availability?: boolean };
  /** https://docs.slack.dev/reference/methods/admin.apps.uninstall */
  'admin.apps.uninstall': { team_ids?: string[] };
}

type Call<A, R> = (args: A) => Promise<R>;

/** Methods that the packages do not declare. */
export interface MoreMethods {
  assistant: {
    search: {
      /** https://docs.slack.dev/reference/methods/assistant.search.context */
      context: Call<AssistantSearchContextArguments, AssistantSearchContextResponse>;
    };
  };
}

export interface AssistantSearchContextArguments {
  query: string;
  action_token?: string;
  channel_types?: string[];
  content_types?: string[];
  context_channel_id?: string;
  include_bots?: boolean;
  include_deleted_users?: boolean;
  include_context_messages?: boolean;
  include_message_blocks?: boolean;
  include_archived_channels?: boolean;
  disable_semantic_search?: boolean;
  before?: number;
  after?: number;
  sort?: string;
  sort_dir?: string;
  highlight?: boolean;
  term_clauses?: string[];
  modifiers?: string;
  cursor?: string;
  limit?: number;
}

export type AssistantSearchContextResponse = web.WebAPICallResult & {
  ok: boolean;
  results?: {
    messages?: FoundMessage[];
    files?: FoundFile[];
    channels?: FoundChannel[];
    users?: FoundUser[];
  };
};

interface FoundMessage {
  author_user_id?: string;
  author_name?: string;
  team_id?: string;
  channel_id?: string;
  channel_name?: string;
  message_ts?: string;
  content?: string;
  is_author_bot?: boolean;
  permalink?: string;
  blocks?: slack.AnyBlock[];
  context_messages?: { before?: FoundMessage[]; after?: FoundMessage[] };
}

interface FoundFile {
  uploader_user_id?: string;
  author_user_id?: string;
  author_name?: string;
  team_id?: string;
  file_id?: string;
  date_created?: number;
  date_updated?: number;
  title?: string;
  file_type?: string;
  permalink?: string;
  content?: string;
}

interface FoundChannel {
  team_id?: string;
  creator_user_id?: string;
  creator_name?: string;
  date_created?: number;
  date_updated?: number;
  name?: string;
  topic?: string;
  purpose?: string;
  permalink?: string;
}

interface FoundUser {
  user_id?: string;
  full_name?: string;
  email?: string;
  title?: string;
  timezone?: string;
  profile_pic_permalink?: string;
  permalink?: string;
}

/** https://docs.slack.dev/reference/events/entity_comments_requested */
export interface EntityCommentsRequestedEvent {
  type: 'entity_comments_requested';
  user: string;
  external_ref: { id: string; type?: string };
  entity_url: string;
  link: { url: string; domain: string };
  cursor?: string;
  limit?: number;
  thread_root_id?: string;
  trigger_id: string;
  event_ts: string;
}

/** Events that the packages do not declare. */
export type MoreEvents = EntityCommentsRequestedEvent;

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export interface DataVisualizationBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart: PieChart | SeriesChart;
}

export interface PieChart {
  type: 'pie';
  segments: DataPoint[];
}

export interface SeriesChart {
  type: 'bar' | 'area' | 'line';
  series: DataSeries[];
  axis_config: AxisConfig;
}

export interface DataSeries {
  name: string;
  data: DataPoint[];
}

export interface DataPoint {
  label: string;
  value: number;
}

export interface AxisConfig {
  /** The labels of all points, in their order. */
  categories: string[];
  x_label?: string;
  y_label?: string;
}

/** Members that a declared union lacks, by its alias. */
export interface MoreMembers {
  /** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
  KnownBlock: DataVisualizationBlock;
}
