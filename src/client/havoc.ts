import { HavocError, within } from '../base/index.js';
import type { SlackEvents } from '../gen/havoc/slack/declarations.js';
import type { Open, Refused } from '../gen/havoc/v1/events.js';
import type { Step } from './chain.js';
import { type Channel, createChannel } from './channel.js';
import { Connection } from './connection.js';
import { type AnyListener, createDeliver } from './deliver.js';
import { createEntities, type Entities } from './entities.js';
import { stopped } from './errors.js';
import type { Args } from './handler-args.js';
import type {
  ActionArgs,
  ActionKind,
  AnyArgs,
  ArgsOfEvent,
  CommandArgs,
  ErrorHandler,
  EventArgs,
  Handler,
  MessageArgs,
  OptionsArgs,
  OptionsKind,
  ShortcutArgs,
  ShortcutKind,
  ViewArgs,
  ViewKind,
} from './handlers.js';
import { declare, type Want } from './listeners.js';
import { createMessages, type Messages } from './messages.js';
import { type CompiledOptions, compileOptions, type HavocOptions } from './options.js';
import type { Pattern } from './pattern.js';
import { createReport, type Report } from './report.js';
import { createSlack, type Slack } from './slack.js';
import {
  type ActionConstraints,
  type OptionsConstraints,
  type ShortcutConstraints,
  type ViewConstraints,
  wantsAction,
  wantsCommand,
  wantsEvent,
  wantsMessage,
  wantsOptions,
  wantsShortcut,
  wantsView,
} from './wants.js';

/**
 * The app's end of a havoc sidecar: listeners for what Slack sends, stubs for what Slack can do.
 *
 * Every listener that fits runs, side by side. When all have ended well, the delivery is settled; when one
 * throws, it is delivered again, to all of them: a handler must bear being called twice for the same
 * `delivery.id`. A handler that throws `Unrecoverable` is not called again.
 */
export class Havoc {
  /** Every Web API method. With several installations, say for which: `havoc.slack.for({ team })`. */
  readonly slack: Slack;
  /** What the app posted, by its own keys. */
  readonly messages: Messages;
  /** What havoc knows of people, channels and workspaces. */
  readonly entities: Entities;

  readonly #options: CompiledOptions;
  readonly #channel: Channel;
  readonly #connection: Connection;
  readonly #listeners: AnyListener[] = [];
  readonly #middleware: Step<Args>[] = [];
  readonly #errorHandlers: ErrorHandler[] = [];
  readonly #report: Report;

  /**
   * Dials nothing yet: that is start()'s work, or the first call's.
   *
   * @throws HavocError (invalid_argument) when an option makes no sense
   */
  constructor(options: HavocOptions = {}) {
    this.#options = compileOptions(options, process.env);
    const { address, log } = this.#options;
    this.#channel = createChannel(this.#options);
    const { unary, read, write } = this.#channel;
    this.slack = createSlack({ unary, read, write, log });
    this.messages = createMessages(unary);
    this.entities = createEntities(unary);
    this.#report = createReport({ errorHandlers: this.#errorHandlers, log });
    this.#connection = new Connection({
      channel: this.#channel,
      address,
      log,
      open: () => this.#open(),
      handle: createDeliver({
        unary,
        read,
        write,
        log,
        listeners: this.#listeners,
        middleware: this.#middleware,
        report: this.#report,
        ignoreSelf: this.#options.ignoreSelf,
      }),
      onRefused: (refused) => void this.#refused(refused),
    });
  }

  /** Listens to an event by its type, as in `app_mention`. */
  event<Type extends keyof SlackEvents>(type: Type, ...handlers: Handler<ArgsOfEvent<Type>>[]): this;
  event(type: Pattern, ...handlers: Handler<EventArgs<SlackEvents[keyof SlackEvents]>>[]): this;
  event(type: Pattern, ...handlers: Handler<never>[]): this {
    return this.#listen(wantsEvent(type), handlers);
  }

  /** Listens to messages; with a pattern, to those whose text contains it. */
  message(...handlers: Handler<MessageArgs>[]): this;
  message(pattern: Pattern, ...handlers: Handler<MessageArgs>[]): this;
  message(first: Pattern | Handler<MessageArgs>, ...rest: Handler<MessageArgs>[]): this {
    if (typeof first === 'function') return this.#listen(wantsMessage(), [first, ...rest]);
    return this.#listen(wantsMessage(first), rest);
  }

  /** Listens to a slash command, as in `/poll`. */
  command(name: Pattern, ...handlers: Handler<CommandArgs>[]): this {
    return this.#listen(wantsCommand(name), handlers);
  }

  /** Listens to buttons, menus and other elements that act, by action_id or by constraints. */
  action<Kind extends ActionKind = 'block_actions'>(
    id: Pattern | (ActionConstraints & { type?: Kind }),
    ...handlers: Handler<ActionArgs<Kind>>[]
  ): this {
    return this.#listen(wantsAction(id), handlers);
  }

  /** Listens to shortcuts and message shortcuts, by callback_id or by constraints. */
  shortcut<Kind extends ShortcutKind = ShortcutKind>(
    id: Pattern | (ShortcutConstraints & { type?: Kind }),
    ...handlers: Handler<ShortcutArgs<Kind>>[]
  ): this {
    return this.#listen(wantsShortcut(id), handlers);
  }

  /** Listens to the submission of a modal, by callback_id; with `type: 'view_closed'`, to its closing. */
  view<Kind extends ViewKind = 'view_submission'>(
    id: Pattern | (ViewConstraints & { type?: Kind }),
    ...handlers: Handler<ViewArgs<Kind>>[]
  ): this {
    return this.#listen(wantsView(id), handlers);
  }

  /** Listens to menus that ask for their options, by action_id or by constraints. */
  options<Kind extends OptionsKind = 'block_suggestion'>(
    id: Pattern | (OptionsConstraints & { type?: Kind }),
    ...handlers: Handler<OptionsArgs<Kind>>[]
  ): this {
    return this.#listen(wantsOptions(id), handlers);
  }

  /** Runs before the listeners, in the order of adding; only what calls `next` lets them run. */
  use(...middleware: Handler<AnyArgs>[]): this {
    this.#middleware.push(...middleware.map(untyped));
    return this;
  }

  /** Sees what handlers throw and what the sidecar refuses; without one, errors are logged. */
  error(handler: ErrorHandler): this {
    this.#errorHandlers.push(handler);
    return this;
  }

  /**
   * Connects, and from then on stays connected. Resolves when connected the first time, or when
   * stop() was called meanwhile; what keeps it from connecting is logged, and is tried again.
   *
   * @param options.timeoutMs gives up after that time; for ever where absent
   * @throws HavocError `client.not_connected` (unavailable) when time ran out, `client.stopped` after stop()
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

  /** Resolves whenever there is a connection. @throws HavocError `client.stopped` after stop() */
  async ready(): Promise<void> {
    await this.#connection.reach('open', 'stopped');
    if (this.#connection.state === 'stopped') throw stopped();
  }

  /** Whether the stream to the sidecar stands now. */
  get connected(): boolean {
    return this.#connection.state === 'open';
  }

  /**
   * Takes nothing more, lets handlers finish and be settled, and disconnects. What has not ended by
   * `timeoutMs` has its signal aborted, and is delivered again. After it, nothing can be called or started; a call
   * that is under way yet has until `timeoutMs` too.
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
      `The sidecar refused a settlement, extension or reply: ${message}`,
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

/** What a handler may rely on is settled where it is added: its listener wants nothing else. */
function untyped<Given>(handler: Handler<Given>): Step<Args> {
  return handler as Step<never> as Step<Args>;
}

function noHandler(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_listener',
    message: 'A listener was added without a handler. Give a function after what it listens to.',
  });
}
