/**
 * The sources of the contract, as types. The generator reads this file with the TypeScript compiler. If Slack's
 * declarations are less precise than what is known, this file has the better type.
 */
import type * as bolt from '@slack/bolt';
import type * as slack from '@slack/types';
import type * as web from '@slack/web-api';
import type * as more from './amendments.js';

export type { Amendments, MoreArguments, MoreEvents, MoreMembers, MoreMethods } from './amendments.js';

/** The tree of Web API methods. contract.ts lists the families that are used. */
export type Methods = web.Methods & more.MoreMethods;

/** The events in an event_callback. app_rate_limited is sent as a whole body instead, so it is a payload. */
export type Event = DeclaredEvent | more.MoreEvents;

/** The events that @slack/types declares. */
export type DeclaredEvent = Exclude<slack.SlackEvent, slack.AppRateLimitedEvent>;

/** A message in an interactive payload. It is complete, as in a channel's history. */
export type PayloadMessage = { type: 'message'; ts: string } & NonNullable<
  web.ConversationsHistoryResponse['messages']
>[number];

export type EventCallback = bolt.EnvelopedEvent<Event> & {
  /** The argument of apps.event.authorizations.list. */
  event_context?: string;
};
export type SlashCommand = bolt.SlashCommand;
export type BlockActions = Omit<bolt.BlockAction<BlockElementAction>, 'message' | 'container'> & {
  message?: PayloadMessage;
  container: Container;
  /** https://docs.slack.dev/workflows/workflow-steps; sent by the blocks of a function. */
  interactivity?: more.Interactivity;
};
export type BlockElementAction = bolt.BlockElementAction | DateTimepickerAction | TextInputAction;
/** https://docs.slack.dev/reference/block-kit/block-elements/datetime-picker-element */
export interface DateTimepickerAction extends bolt.BasicElementAction<'datetimepicker'> {
  selected_date_time: number | null;
  initial_date_time?: number;
}
export interface TextInputAction
  extends bolt.BasicElementAction<'email_text_input' | 'number_input' | 'url_text_input'> {
  value: string | null;
}
/** A click or a choice in the actions of an attachment, or a request for the options of its menu. */
export type InteractiveMessage =
  | (Omit<bolt.InteractiveMessage, 'original_message'> & { original_message?: PayloadMessage })
  | bolt.InteractiveMessageSuggestion;
export type ViewSubmission = bolt.ViewSubmitAction;
export type ViewClosed = bolt.ViewClosedAction;
export type Shortcut = bolt.GlobalShortcut;
export type MessageAction = Omit<bolt.MessageShortcut, 'message'> & { message: PayloadMessage };
export type BlockSuggestion = bolt.BlockSuggestion;
export type DialogSubmission = bolt.DialogSubmitAction;
/** No package declares it. https://docs.slack.dev/legacy/legacy-dialogs documents it. */
export type DialogCancellation = Omit<bolt.DialogSubmitAction, 'type' | 'submission'> & {
  type: 'dialog_cancellation';
};
export type DialogSuggestion = bolt.DialogSuggestion;
export type AppRateLimited = slack.AppRateLimitedEvent;

/** The message or view that contains an interactive element. */
export type Container = {
  type: string;
  message_ts?: string;
  channel_id?: string;
  thread_ts?: string;
  is_ephemeral?: boolean;
  is_app_unfurl?: boolean;
  app_unfurl_url?: string;
  attachment_id?: number;
  view_id?: string;
  text?: string;
};

/** The arms of havoc.v1.Delivery.payload. */
export interface Payloads {
  event: EventCallback;
  command: SlashCommand;
  block_actions: BlockActions;
  interactive_message: InteractiveMessage;
  view_submission: ViewSubmission;
  view_closed: ViewClosed;
  shortcut: Shortcut;
  message_action: MessageAction;
  block_suggestion: BlockSuggestion;
  dialog_submission: DialogSubmission;
  dialog_cancellation: DialogCancellation;
  dialog_suggestion: DialogSuggestion;
  app_rate_limited: AppRateLimited;
}

type Interactive = Payloads[Exclude<keyof Payloads, 'event' | 'command' | 'app_rate_limited'>];

type Elements<B> = B extends { elements: (infer E)[] } ? E : never;

/** Unions that become one message, wherever one of their parts is used. If several fit, the first one is used. */
export interface OneMessage {
  Message: PayloadMessage;
  PayloadTeam: NonNullable<Interactive['team']>;
  PayloadUser: Interactive['user'];
  PayloadChannel: bolt.InteractiveMessage['channel'];
  PayloadEnterprise: NonNullable<Interactive['enterprise']>;
  EventUser: (
    | slack.TeamJoinEvent
    | Extract<slack.SlackEvent, { type: `user_${string}_changed` | 'user_change' }>
  )['user'];
  Option: slack.Option | bolt.ViewStateSelectedOption | bolt.StaticSelectAction['selected_option'];
  BlockElementAction: BlockElementAction;
  OptionGroup: slack.OptionGroup | NonNullable<slack.StaticSelect['option_groups']>[number];
  SlackFile: slack.SlackFile;
  ConversationFilter: slack.ConversationFilter | NonNullable<slack.ConversationsSelect['filter']>;
  FeedbackButton: slack.FeedbackButtons['positive_button'] | slack.FeedbackButtons['negative_button'];
  ExternalRef: slack.ExternalRef | NonNullable<bolt.ViewOutput['external_ref']>;
  TextObject: slack.TextObject | bolt.ViewOutput['title'];
  RichTextElement: slack.RichTextElement | Elements<slack.RichTextBlockElement>;
  Block: slack.AnyBlock | more.DataVisualizationBlock;
  BlockElement:
    | Elements<slack.KnownBlock>
    | NonNullable<slack.SectionBlock['accessory']>
    | slack.InputBlockElement;
  TableCell: slack.TableBlock['rows'][number][number];
  Chunk: slack.AnyChunk;
  View: slack.View | bolt.ViewOutput;
  Attachment: slack.MessageAttachment;
  Confirm: slack.ConfirmationDialog | slack.Confirmation;
  MessageEvent:
    | slack.MessageEvent
    | slack.MessageRepliedEvent['message']
    | slack.ThreadBroadcastMessageEvent['root'];
}
