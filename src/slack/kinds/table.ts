/** A property by which a listener can select payloads. Only the sidecar matches `type` and `action_type`. */
export type Property =
  | 'type'
  | 'subtype'
  | 'command'
  | 'callback_id'
  | 'action_id'
  | 'block_id'
  | 'action_type';

/** Everything that differs from one kind of payload to the next. */
export interface KindRow {
  /** The `type` in the body. Undefined if the body has none. */
  readonly type: string | undefined;
  /** How Slack sends it over HTTP: as a JSON body, as the fields of a form, or as JSON in the form field `payload`. */
  readonly sentAs: 'json' | 'fields' | 'payload';
  /** The request URL of the app to which Slack sends it. */
  readonly requestUrl: 'events' | 'commands' | 'interactions' | 'options';
  /** The type of its envelope in Socket Mode. */
  readonly envelopeType: 'events_api' | 'slash_commands' | 'interactive';
  /**
   * Where the body names the user, the channel and the tenant: in `event` and `authorizations`, in the objects `user`,
   * `channel`, `team` and `enterprise`, or in fields such as `user_id` at the top. `either` prefers objects to fields.
   */
  readonly layout: 'event' | 'objects' | 'fields' | 'either';
  /** The client's method that adds its listeners. A handler gets the subject under the same name. */
  readonly listener: 'event' | 'command' | 'action' | 'shortcut' | 'view' | 'options' | undefined;
  /** True if only listeners that select this kind by its `type` get it. */
  readonly onlyByType?: true;
  /** The subjects that a listener is called for. With `actions`, a body without a list of actions is the subject. */
  readonly subject: 'event' | 'view' | 'actions' | 'body';
  /** The properties by which a listener can select a subject. */
  readonly properties: readonly Property[];
  /** The properties that can be its name in logs and lists. havoc uses the first one that its first subject has. */
  readonly name: readonly Property[];
  /** The kind of shortcut, as an app manifest names it. */
  readonly shortcut?: 'global' | 'message';
  /** Present if Slack waits for the app's reply and shows it to the user. */
  readonly reply?: ReplyRow;
}

/** The reply that Slack waits for. */
export interface ReplyRow {
  /** What the app may reply. */
  readonly takes: 'message' | 'message or options' | 'view' | 'options' | 'dialog errors';
  /** What havoc replies if the app does not reply in time. */
  readonly fallback: 'text' | 'view' | 'no options' | 'nothing';
  /** What havoc does with a reply of the app that comes too late. */
  readonly late: 'respond' | 'respond with errors' | 'change the view' | 'drop';
}

/** The values that most interactions share. They are also the best guess for a kind that Slack adds. */
const INTERACTION = {
  sentAs: 'payload',
  requestUrl: 'interactions',
  envelopeType: 'interactive',
  layout: 'objects',
  subject: 'body',
  name: ['action_id', 'callback_id'],
} as const;
const OPTIONS_REPLY = { takes: 'options', fallback: 'no options', late: 'drop' } as const;

/**
 * The declared kinds of payloads, named like their arms in havoc.v1.Delivery. A new kind needs a row here, its type in
 * the generator's sources and its arm in the contract.
 *
 * @see https://docs.slack.dev/reference/interaction-payloads
 * @see https://docs.slack.dev/apis/events-api
 */
export const KINDS = {
  event: {
    type: 'event_callback',
    sentAs: 'json',
    requestUrl: 'events',
    envelopeType: 'events_api',
    layout: 'event',
    listener: 'event',
    subject: 'event',
    properties: ['type', 'subtype'],
    name: ['type'],
  },
  command: {
    type: undefined,
    sentAs: 'fields',
    requestUrl: 'commands',
    envelopeType: 'slash_commands',
    layout: 'fields',
    listener: 'command',
    subject: 'body',
    properties: ['command'],
    name: ['command'],
    reply: { takes: 'message', fallback: 'text', late: 'respond' },
  },
  block_actions: {
    ...INTERACTION,
    type: 'block_actions',
    listener: 'action',
    subject: 'actions',
    properties: ['type', 'callback_id', 'action_id', 'block_id', 'action_type'],
  },
  /** A click in an attachment of a message, or a request for the options of an attachment's menu. */
  interactive_message: {
    ...INTERACTION,
    type: 'interactive_message',
    listener: 'action',
    subject: 'actions',
    properties: ['type', 'callback_id', 'action_type'],
    reply: { takes: 'message or options', fallback: 'nothing', late: 'respond' },
  },
  view_submission: {
    ...INTERACTION,
    type: 'view_submission',
    listener: 'view',
    subject: 'view',
    properties: ['type', 'callback_id'],
    reply: { takes: 'view', fallback: 'view', late: 'change the view' },
  },
  view_closed: {
    ...INTERACTION,
    type: 'view_closed',
    listener: 'view',
    subject: 'view',
    properties: ['type', 'callback_id'],
  },
  shortcut: {
    ...INTERACTION,
    type: 'shortcut',
    listener: 'shortcut',
    properties: ['type', 'callback_id'],
    shortcut: 'global',
  },
  message_action: {
    ...INTERACTION,
    type: 'message_action',
    listener: 'shortcut',
    properties: ['type', 'callback_id'],
    shortcut: 'message',
  },
  block_suggestion: {
    ...INTERACTION,
    type: 'block_suggestion',
    requestUrl: 'options',
    listener: 'options',
    properties: ['type', 'callback_id', 'action_id', 'block_id'],
    reply: OPTIONS_REPLY,
  },
  dialog_submission: {
    ...INTERACTION,
    type: 'dialog_submission',
    listener: 'action',
    properties: ['type', 'callback_id'],
    reply: { takes: 'dialog errors', fallback: 'nothing', late: 'respond with errors' },
  },
  dialog_cancellation: {
    ...INTERACTION,
    type: 'dialog_cancellation',
    listener: 'action',
    onlyByType: true,
    properties: ['type', 'callback_id'],
  },
  dialog_suggestion: {
    ...INTERACTION,
    type: 'dialog_suggestion',
    requestUrl: 'options',
    listener: 'options',
    properties: ['type', 'callback_id'],
    reply: OPTIONS_REPLY,
  },
  /** Slack sends this type as the whole body, not in an event_callback. */
  app_rate_limited: {
    type: 'app_rate_limited',
    sentAs: 'json',
    requestUrl: 'events',
    envelopeType: 'events_api',
    layout: 'fields',
    listener: 'event',
    subject: 'body',
    properties: ['type'],
    name: [],
  },
} as const satisfies Record<string, KindRow>;

/** The name of a declared kind. */
export type PayloadKind = keyof typeof KINDS;

/**
 * The kind of the envelopes that report changes of installations to the app. Its name is that of its arm in
 * havoc.v1.Delivery. It has no row, because rows say how Slack sends a payload, and havoc makes these envelopes itself.
 * A payload from Slack never gets this kind.
 */
export const INSTALLATION_EVENT = 'installation_event';

/** The kinds that one type of listener gets. */
export type KindsFor<Listener extends KindRow['listener']> = {
  [Kind in PayloadKind]: (typeof KINDS)[Kind]['listener'] extends Listener ? Kind : never;
}[PayloadKind];

/** The row for a kind that is not declared, because Slack added it later. It is an interaction without a reply. */
const UNDECLARED: KindRow = {
  ...INTERACTION,
  type: undefined,
  layout: 'either',
  listener: undefined,
  subject: 'actions',
  properties: ['type', 'callback_id', 'action_id', 'block_id', 'action_type'],
};

/** All declared kinds with their rows, in the order of the table. */
export const declaredKinds: readonly (readonly [PayloadKind, KindRow])[] = Object.entries(KINDS) as [
  PayloadKind,
  KindRow,
][];

/** True if this kind is declared, and its payload therefore has a type. */
export function isDeclaredKind(kind: string): kind is PayloadKind {
  return Object.hasOwn(KINDS, kind);
}

/**
 * Returns the kind of a JSON payload from Slack by its `type`. The kind is `unknown` without a usable `type`, and for a
 * `type` that is the name of another kind.
 */
export function kindOfType(type: unknown): string {
  if (typeof type !== 'string' || type === '') return 'unknown';
  const [declared] = declaredKinds.find(([, row]) => row.type === type) ?? [];
  return declared ?? unlessTaken(type);
}

/** Returns a name that Slack gave as a kind, or `unknown` if it is the name of a kind that this version knows. */
export function unlessTaken(name: string): string {
  return isDeclaredKind(name) || name === INSTALLATION_EVENT ? 'unknown' : name;
}

/** Returns the row of a kind, declared or not. havoc's own kind reads like one that is not declared. */
export function rowOf(kind: string): KindRow {
  return isDeclaredKind(kind) ? KINDS[kind] : UNDECLARED;
}
