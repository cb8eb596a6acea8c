/** What a listener can choose payloads by; `type` and `action_type` are matched by the sidecar alone. */
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
  /** What its body has as `type`; undefined where the body has none. */
  readonly type: string | undefined;
  /** How it comes over HTTP: a JSON body, the fields of a form, or JSON in the form's field `payload`. */
  readonly sentAs: 'json' | 'fields' | 'payload';
  /** Which of the app's request URLs it goes to. */
  readonly requestUrl: 'events' | 'commands' | 'interactions' | 'options';
  /** The type of the envelope that carries it over Socket Mode. */
  readonly envelopeType: 'events_api' | 'slash_commands' | 'interactive';
  /**
   * Where its body says who acted and where: in `event` and `authorizations`, in the objects `user`, `channel`, `team`
   * and `enterprise`, or in fields like `user_id` at the top. `either` looks for the objects, then for the fields.
   */
  readonly layout: 'event' | 'objects' | 'fields' | 'either';
  /** The listeners that it is for, by the name of the client's method; a handler gets the subject under that name. */
  readonly listener: 'event' | 'command' | 'action' | 'shortcut' | 'view' | 'options' | undefined;
  /** True if a listener gets it only where it asks for this kind by `type`. */
  readonly onlyByType?: true;
  /** Where the subjects stand that a listener is called for. `actions` takes the body if that has no list of actions. */
  readonly subject: 'event' | 'view' | 'actions' | 'body';
  /** The properties of a subject that a listener can choose it by. */
  readonly properties: readonly Property[];
  /** What it is called in logs and lists: the first of these properties that its first subject has. */
  readonly name: readonly Property[];
  /** Where people find the shortcut, in the words of an app manifest. */
  readonly shortcut?: 'global' | 'message';
  /** Present if Slack waits for the app's answer and shows it to the person. */
  readonly reply?: ReplyRow;
}

/** The answer that Slack waits for. */
export interface ReplyRow {
  /** What the app may answer. */
  readonly takes: 'message' | 'message or options' | 'view' | 'options' | 'dialog errors';
  /** What havoc answers when the app does not in time. */
  readonly fallback: 'text' | 'view' | 'no options' | 'nothing';
  /** What becomes of the app's answer when it comes too late. */
  readonly late: 'respond' | 'respond with errors' | 'change the view' | 'drop';
}

/** Interactions have much in common, and so may a kind that Slack adds. */
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
 * All kinds of payloads that are declared, named like their arms in havoc.v1.Delivery. A new kind is one row here,
 * its type in the generator's sources and its arm in the contract.
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
  /** A click in an attachment of a message, or its menu's question for options. */
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
  /** Comes at the top of a request, not in an event_callback. */
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

/** A kind of payload that is declared. */
export type PayloadKind = keyof typeof KINDS;

/** The kinds that listeners of one sort get. */
export type KindsFor<Listener extends KindRow['listener']> = {
  [Kind in PayloadKind]: (typeof KINDS)[Kind]['listener'] extends Listener ? Kind : never;
}[PayloadKind];

/** What is assumed of a kind that Slack adds: it is an interaction, and nobody waits for an answer. */
const UNDECLARED: KindRow = {
  ...INTERACTION,
  type: undefined,
  layout: 'either',
  listener: undefined,
  subject: 'actions',
  properties: ['type', 'callback_id', 'action_id', 'block_id', 'action_type'],
};

/** Every declared kind with its row, in the order of the table. */
export const declaredKinds: readonly (readonly [PayloadKind, KindRow])[] = Object.entries(KINDS) as [
  PayloadKind,
  KindRow,
][];

/** True if this kind is declared, so that its payload has a type. */
export function isDeclaredKind(kind: string): kind is PayloadKind {
  return Object.hasOwn(KINDS, kind);
}

/** The kind of a JSON payload. One without a usable `type` is `unknown`. */
export function kindOfType(type: unknown): string {
  if (typeof type !== 'string' || type === '') return 'unknown';
  const [declared] = declaredKinds.find(([, row]) => row.type === type) ?? [];
  return declared ?? (isDeclaredKind(type) ? 'unknown' : type);
}

/** The row of a kind, declared or not. */
export function rowOf(kind: string): KindRow {
  return isDeclaredKind(kind) ? KINDS[kind] : UNDECLARED;
}
