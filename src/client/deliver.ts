import type { Delivery } from '../gen/havoc/v1/events.js';
import { checked } from '../wire/index.js';
import { runChain, type Step, throwAll } from './chain.js';
import { MultipleListenerError } from './errors.js';
import { type Args, createArgs, type HandlerDeps, subjectArgs } from './handler-args.js';
import { findPayload } from './kinds.js';
import { type Found, findListeners, type Listener } from './listeners.js';
import { isOwnEcho } from './own-echo.js';
import { createReply } from './reply.js';
import type { Report } from './report.js';
import { mayStillSettle, settlementOf } from './settle.js';
import type { Link } from './stream.js';
import { warnIfSilent, watch } from './watch.js';

export type AnyListener = Listener<Step<Args>>;

export interface DeliverOptions extends HandlerDeps {
  listeners: readonly AnyListener[];
  middleware: readonly Step<Args>[];
  report: Report;
  ignoreSelf: boolean;
}

/**
 * Runs middleware and listeners for a delivery, then settles it once: with an ack if none threw, with a term if every
 * error is an Unrecoverable, otherwise with a nak. Never rejects.
 */
export function createDeliver(options: DeliverOptions): (delivery: Delivery, link: Link) => Promise<void> {
  const { log } = options;

  return async (delivery, link) => {
    const errors = await run(delivery, link).catch((thrown: unknown) => [thrown]);
    if (!mayStillSettle(link.signal) || !link.send(settlementOf(delivery, errors))) {
      log.debug({ delivery: delivery.id }, 'Not settled because the lease is lost; havoc delivers it again');
    }
  };

  async function run(delivery: Delivery, link: Link): Promise<readonly unknown[]> {
    const payload = findPayload(delivery);
    if (payload === undefined) {
      log.warn(
        { delivery: delivery.id, kind: delivery.unknown?.kind },
        'Acknowledged without a handler: this version of @havoc/client does not know this kind of payload',
      );
      return [];
    }
    checked(payload.body);
    const { kind } = payload;
    const { id, lease, reply_by: replyBy } = delivery;
    const replying = createReply({
      kind,
      replyBy,
      log,
      send: (json) => void link.send({ reply: { id, lease, json } }),
    });
    const args = createArgs(options, delivery, payload, { replying, signal: link.signal });
    if (options.ignoreSelf && isOwnEcho(payload, args.context)) return [];

    const watched = { delivery, link, kind, replied: replying.replied, log };
    const endWatch = watch(watched);
    let errors: readonly unknown[] = [];
    try {
      const found = findListeners(options.listeners, payload);
      const first = { ...args, ...subjectArgs(kind, payload.subjects[0] ?? payload.body) };
      await runChain(options.middleware, first, async () => {
        const ended = await Promise.allSettled(found.map((one) => runListener(one)));
        throwAll(ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
      });
    } catch (thrown) {
      errors = thrown instanceof MultipleListenerError ? thrown.originals : [thrown];
    } finally {
      endWatch();
    }
    if (errors.length === 0) warnIfSilent(watched);
    for (const error of errors) await options.report(error, args);
    return errors;

    function runListener({ listener, subject, matches }: Found<Step<Args>>): Promise<void> {
      // Listeners run concurrently, and each has its own matches, so each gets its own copy of the context.
      const context = { ...args.context, ...matches };
      const given = { ...args, ...subjectArgs(kind, subject), context };
      const handler = listener.chain.at(-1);
      return runChain(listener.chain.slice(0, -1), given, async () => {
        await handler?.({ ...given, next: async () => {} });
      });
    }
  }
}
