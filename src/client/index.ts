export { type ErrorKind, HavocError } from '../base/index.js';
export type * from '../gen/havoc/slack/declarations.js';
export type { Calls } from './calls.js';
export type { CallOptions, Target } from './channel.js';
export type { ChatStream, ChatStreamArguments } from './chat-stream.js';
export type { Bot, Channel, Enterprise, Entities, Team, User } from './entities.js';
export { MultipleListenerError, SlackError, Unrecoverable } from './errors.js';
export type { ArgsOfEvent, EventArgs, EventName, InstallationEventArgs, MessageArgs } from './event-args.js';
export type { AnalyticsQuery, FileDownload, FileSource, FileUpload, UploadedFile } from './files.js';
export type {
  ActionArgs,
  AnyArgs,
  CommandArgs,
  CommonArgs,
  Context,
  DeliveryInfo,
  ErrorHandler,
  Handler,
  Installation,
  OptionsArgs,
  ShortcutArgs,
  ViewArgs,
} from './handlers.js';
export { Havoc } from './havoc.js';
export type { InstallationEventName, InstallationEvents } from './installation-events.js';
export type { InstallationDetails, InstallationPages, Installations } from './installations.js';
export type { HandlerLog, Log } from './log.js';
export type { Messages, PostedMessage } from './messages.js';
export type { HavocOptions } from './options.js';
export type { ItemOf, Pages } from './pages.js';
export type { Pattern } from './pattern.js';
export type {
  DialogReply,
  OptionsReply,
  Respond,
  ResponseMessage,
  Say,
  SayArguments,
  View,
  ViewReply,
} from './replies.js';
export type { Slack } from './slack.js';
export type { ActionConstraints, OptionsConstraints, ShortcutConstraints, ViewConstraints } from './wants.js';
