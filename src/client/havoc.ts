import { HavocError, within } from '../base/index.js';
import type { SlackEvents } from '../gen/havoc/slack/declarations.js';
import type { Open, Refused } from '../gen/havoc/v1/events.js';
import { checkId } from './call-headers.js';
import { type Calls, createCalls } from './calls.js';
import type { Step } from './chain.js';
import { type Channel, createChannel, type Target } from './channel.js';
import { Connection } from './connection.js';
import { type AnyListener, createDeliver } from './deliver.js';
import type { Entities } from './entities.js';
import { stopped } from './errors.js';
import type { ArgsOfEvent, EventArgs, EventName, InstallationEventArgs, MessageArgs } from './event-args.js';
import { warningFor } from './event-names.js';
import type { Args } from './handler-args.js';
import type {
  ActionArgs,
  ActionKind,
  AnyArgs,
  CommandArgs,
  ErrorHandler,
  Handler,
  OptionsArgs,
  OptionsKind,
  ShortcutArgs,
  ShortcutKind,
  ViewArgs,
  ViewKind,
} from './handlers.js';
import type { InstallationEventName } from './installation-events.js';
import { createInstallations, type Installations } from './installations.js';
import { declare, type Want } from './listeners.js';
import type { Messages } from './messages.js';
import { type CompiledOptions, compileOptions, type HavocOptions } from './options.js';
import type { Pattern } from './pattern.js';
import { createReport, type Report } from './report.js';
import type { Slack } from './slack.js';
import {
  type ActionConstraints,
  type OptionsConstraints,
  type ShortcutConstraints,
  type ViewConstraints,
  wantsAction,
  wantsCommand,
  wantsEvent,
  wantsInstallationEvent,
  wantsMessage,
  wantsOptions,
  wantsShortcut,
  wantsView,
} from './wants.js';

/**
 * Connects an app to its havoc sidecar: registers listeners for what Slack sends, and calls Slack's methods.
 *
 * All listeners that match a delivery run concurrently. The delivery is acknowledged when all of them succeed. When
 * one throws, havoc delivers the envelope again, to all of them, so a handler must tolerate a second call with the same
 * `delivery.id`. If every error is an `Unrecoverable`, havoc does not deliver the envelope again.
 *
 * @typeParam Strict the option `strict`: true if `event` accepts only declared names
 * @example
 * ```ts
 * import { Havoc } from '@havoc/client';
 *
 * const havoc = new Havoc();
 * havoc.event('app_mention', async ({ user, say }) => say(`Hello <@${user.id}>`));
 * await havoc.start();
 * ```
 */
export class Havoc<out Strict extends boolean = boolean> {
  /** Calls any Web API method. With several installations, choose one with `forTeam`. */
  readonly slack: Slack;
  /** Posts, updates and finds the app's messages by keys that the app chooses. */
  readonly messages: Messages;
  /** Looks up users, channels and workspaces. */
  readonly entities: Entities;
  /** Gets, lists and revokes the app's installations, and makes links that install it. */
  readonly installations: Installations;

  readonly #options: CompiledOptions;
  readonly #channel: Channel;
  readonly #connection: Connection;
  readonly #listeners: AnyListener[] = [];
  readonly #middleware: Step<Args>[] = [];
  readonly #errorHandlers: ErrorHandler[] = [];
  readonly #report: Report;
  readonly #callsFor: (target: Target) => Calls;

  /**
   * Does not connect yet: start() or the first call connects.
   *
   * @throws HavocError (invalid_argument) when an option is invalid
   */
  constructor(options: HavocOptions & { strict?: Strict } = {}) {
    this.#options = compileOptions(options, process.env);
    const { address, log } = this.#options;
    this.#channel = createChannel(this.#options);
    const { unary, read, write } = this.#channel;
    const deps = { unary, read, write, log };
    this.#callsFor = (target) => createCalls(deps, target);
    ({ slack: this.slack, messages: this.messages, entities: this.entities } = createCalls(deps));
    this.installations = createInstallations(unary);
    this.#report = createReport({ errorHandlers: this.#errorHandlers, log });
    this.#connection = new Connection({
      channel: this.#channel,
      address,
      log,
      open: () => this.#open(),
      handle: createDeliver({
        ...deps,
        listeners: this.#listeners,
        middleware: this.#middleware,
        report: this.#report,
        ignoreSelf: this.#options.ignoreSelf,
      }),
      onRefused: (refused) => void this.#refused(refused),
    });
  }

  /** Listens to events of one type, such as `app_mention`. Logs a warning if the contract does not declare the name. */
  event<Type extends EventName>(type: Type, ...handlers: Handler<ArgsOfEvent<Type>>[]): this;
  event(
    type: Strict extends true ? RegExp : Pattern,
    ...handlers: Handler<EventArgs<SlackEvents[keyof SlackEvents]>>[]
  ): this;
  event(type: Pattern, ...handlers: Handler<never>[]): this {
    const warning = warningFor(type);
    if (warning !== undefined) this.#options.log.warn(warning);
    return this.#listen(wantsEvent(type), handlers);
  }

  /** Listens to messages. With a pattern, only to messages whose text contains a match. */
  message(...handlers: Handler<MessageArgs>[]): this;
  message(pattern: Pattern, ...handlers: Handler<MessageArgs>[]): this;
  message(first: Pattern | Handler<MessageArgs>, ...rest: Handler<MessageArgs>[]): this {
    if (typeof first === 'function') return this.#listen(wantsMessage(), [first, ...rest]);
    return this.#listen(wantsMessage(first), rest);
  }

  /** Listens to a slash command, such as `/poll`. */
  command(name: Pattern, ...handlers: Handler<CommandArgs>[]): this {
    return this.#listen(wantsCommand(name), handlers);
  }

  /** Listens to buttons, menus and other interactive elements, by action_id or by constraints. */
  action<Kind extends ActionKind = 'block_actions'>(
    id: Pattern | (ActionConstraints & { type?: Kind }),
    ...handlers: Handler<ActionArgs<Kind>>[]
  ): this {
    return this.#listen(wantsAction(id), handlers);
  }

  /** Listens to global and message shortcuts, by callback_id or by constraints. */
  shortcut<Kind extends ShortcutKind = ShortcutKind>(
    id: Pattern | (ShortcutConstraints & { type?: Kind }),
    ...handlers: Handler<ShortcutArgs<Kind>>[]
  ): this {
    return this.#listen(wantsShortcut(id), handlers);
  }

  /** Listens to submissions of a modal, by callback_id. With `type: 'view_closed'`, listens to its closing. */
  view<Kind extends ViewKind = 'view_submission'>(
    id: Pattern | (ViewConstraints & { type?: Kind }),
    ...handlers: Handler<ViewArgs<Kind>>[]
  ): this {
    return this.#listen(wantsView(id), handlers);
  }

  /** Listens to menus that load their options from the app, by action_id or by constraints. */
  options<Kind extends OptionsKind = 'block_suggestion'>(
    id: Pattern | (OptionsConstraints & { type?: Kind }),
    ...handlers: Handler<OptionsArgs<Kind>>[]
  ): this {
    return this.#listen(wantsOptions(id), handlers);
  }

  /** Listens to an event about the app's installations, such as `installed`. havoc makes these events itself. */
  on<Name extends InstallationEventName>(
    name: Name,
    ...handlers: Handler<InstallationEventArgs<Name>>[]
  ): this {
    return this.#listen(wantsInstallationEvent(name), handlers);
  }

  /**
   * Returns the calls for one workspace. With `asUser`, they use the token of this user in place of the bot's.
   *
   * @param options.enterprise the organisation of the workspace, if it is known
   * @throws HavocError `client.bad_target` (invalid_argument) when `team` is empty
   */
  forTeam(team: string, { asUser, enterprise }: { asUser?: string; enterprise?: string } = {}): Calls {
    return this.#callsFor({ team: checkId(team, 'T012AB3CD'), enterprise, user: asUser });
  }

  /**
   * Returns the calls for an org-wide installation. Many methods then need an argument `team_id`.
   *
   * @throws HavocError `client.bad_target` (invalid_argument) when `enterprise` is empty
   */
  forEnterprise(enterprise: string, { asUser }: { asUser?: string } = {}): Calls {
    return this.#callsFor({ enterprise: checkId(enterprise, 'E012AB3CD'), user: asUser });
  }

  /** Adds middleware that runs before the listeners, in the order added. The listeners run when it calls `next`. */
  use(...middleware: Handler<AnyArgs>[]): this {
    this.#middleware.push(...middleware.map(untyped));
    return this;
  }

  /** Adds a handler for errors that handlers throw and for refusals by the sidecar. Without one, they are logged. */
  error(handler: ErrorHandler): this {
    this.#errorHandlers.push(handler);
    return this;
  }

  /**
   * Connects, and reconnects after every disconnect. Resolves on the first connection, or when stop() is called
   * before that. Failed attempts are logged and retried.
   *
   * @param options.timeoutMs when to give up; never by default
   * @throws HavocError `client.not_connected` (unavailable) on timeout, `client.stopped` after stop()
   */
  async start({ timeoutMs }: { timeoutMs?: number } = {}): Promise<void> {
    if (this.#connection.state === 'stopped') throw stopped();
    this.#connection.start();
    const connected = this.#connection.reach('open', 'stopped');
    if (timeoutMs === undefined || (await within(timeoutMs, connected))) return connected;
    const { trouble } = this.#connection;
    await this.stop({ timeoutMs: 0 });
    throw new HavocError({
      kind: 'unavailable',
      code: 'client.not_connected',
      message: `No connection to the havoc sidecar within ${timeoutMs} ms. ${trouble}`,
    });
  }

  /** Resolves once connected; at once if already connected. @throws HavocError `client.stopped` after stop() */
  async ready(): Promise<void> {
    await this.#connection.reach('open', 'stopped');
    if (this.#connection.state === 'stopped') throw stopped();
  }

  /** True while the stream to the sidecar is open. */
  get connected(): boolean {
    return this.#connection.state === 'open';
  }

  /**
   * Takes no more deliveries, waits until running handlers have finished and their deliveries are settled, then
   * disconnects. After `timeoutMs`, it aborts the signals of handlers that still run, and ends calls in progress.
   * Havoc delivers again the envelopes that are not settled. A stopped Havoc cannot be started or used for calls.
   */
  async stop({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<void> {
    const startedMs = performance.now();
    await this.#connection.stop(timeoutMs);
    this.#channel.close(timeoutMs - (performance.now() - startedMs));
  }

  #listen(wants: Want[], handlers: Handler<never>[]): this {
    if (handlers.length === 0) throw noHandler();
    this.#listeners.push({ wants, chain: handlers.map(untyped) });
    this.#connection.declareAnew();
    return this;
  }

  #open(): Open {
    const { name, concurrency, ordered, raw } = this.#options;
    const handles = declare(this.#listeners);
    return { name, max_in_flight: concurrency, ordered, raw_json: raw, batches: true, handles };
  }

  async #refused({ id, code, message }: Refused): Promise<void> {
    this.#options.log.warn(
      { delivery: id, code },
      `The sidecar refused a settlement, lease extension or reply: ${message}`,
    );
    if (this.#errorHandlers.length === 0) return;
    const error = new HavocError({
      kind: 'aborted',
      code: code ?? 'client.refused',
      message: message ?? 'The sidecar refused.',
      fields: { delivery: id },
    });
    await this.#report(error, {});
  }
}

/** Drops a handler's argument type. This is safe because its listener only matches payloads of that type. */
function untyped<Given>(handler: Handler<Given>): Step<Args> {
  return handler as Step<never> as Step<Args>;
}

function noHandler(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: 'A listener was added without a handler. Pass a function as the last argument.',
  });
}
