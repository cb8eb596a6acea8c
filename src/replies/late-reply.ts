import { setTimeout as wait } from 'node:timers/promises';
import { asObject, type Json } from '../base/index.js';
import type { Logger } from '../log/index.js';
import {
  inputBlockIds,
  isModal,
  rowOf,
  type SlackAnswer,
  viewAsFilledIn,
  viewWithErrors,
  type Whose,
  waitingView,
  whoseIs,
} from '../slack/index.js';
import type { LateEnvelope } from './replies.js';

/** Applies a late reply as far as that is still possible. */
export type ReplyLate = (envelope: LateEnvelope, json: Buffer) => Promise<void>;

export interface ReplyLateOptions {
  respond: (responseUrl: string, json: Uint8Array) => Promise<void>;
  send: (call: { method: string; args: Json; target: Whose }) => Promise<SlackAnswer>;
  /** What the fallback did to a view whose reply did not come in time. */
  viewFallback: 'close' | 'error' | 'update';
  /** Called for each late reply, with its outcome. */
  onLate: (kind: string, outcome: LateOutcome) => void;
  log: Logger;
  /** How long Slack may take to apply the fallback. A late reply waits this long, so that it comes afterwards. */
  settleMs?: number;
  sleep?: (ms: number) => Promise<void>;
}

export type LateOutcome = 'applied' | 'dropped';

/** Why a reply was dropped, for the log; undefined if it was applied. */
type Reason = string | undefined;

const OVER = 'This took longer than Slack waits. You can close this window.';

/**
 * Makes a function that applies late replies. The kind of the payload decides how:
 *
 * - A payload with a `response_url`: the reply is posted there.
 * - A view, if the fallback kept it open. An `update` becomes a call of `views.update`. `errors` become lines in the
 *   view, because Slack only accepts errors in the answer itself. A `push` replaces a waiting view. Without a waiting
 *   view, it becomes a call of `views.push`, which Slack accepts while the trigger is valid. After any other reply the
 *   view should close, but no method closes a view. So the view shows a text that says that it can be closed.
 * - A menu with options: the reply is dropped, because the person has continued to type.
 */
export function createReplyLate(options: ReplyLateOptions): ReplyLate {
  const { respond, send, viewFallback, onLate, log, settleMs = 500, sleep = wait } = options;

  return async function replyLate({ id, kind, payload }, json) {
    // An empty reply only matters to a view that the fallback kept open: it must show that the wait is over.
    const late = rowOf(kind).reply?.late;
    if (json.length === 0 && (late !== 'change the view' || viewFallback === 'close')) return;
    const reason = await apply(kind, JSON.parse(payload.toString()), json).catch((failure: unknown) => {
      onLate(kind, 'dropped');
      throw failure;
    });
    onLate(kind, reason === undefined ? 'applied' : 'dropped');
    if (reason !== undefined) log.warn({ envelope_id: id, kind, reason }, 'a late reply was dropped');
  };

  async function apply(kind: string, body: Json, json: Buffer): Promise<Reason> {
    const late = rowOf(kind).reply?.late;
    if (late === 'change the view') return applyToView(kind, body, readReply(json));
    if (late === 'drop') return 'the person has continued to type';
    if (typeof body.response_url !== 'string') return 'there is no response_url to send it to';
    const message = late === 'respond with errors' ? errorsAsMessage(readReply(json)) : json;
    if (message) await respond(body.response_url, message);
    return undefined;
  }

  async function applyToView(kind: string, body: Json, reply: Json): Promise<Reason> {
    const view = asObject(body.view);
    const target = whoseIs(kind, body);
    if (viewFallback === 'close' || !isModal(view)) return 'the view was closed when the time was over';
    const waits = viewFallback === 'update' || inputBlockIds(view).length === 0;

    async function call(method: string, args: Json): Promise<Reason> {
      const { ok, error } = await send({ method, args, target });
      return ok ? undefined : `${method}: ${error ?? 'refused'}`;
    }
    async function update(next: unknown): Promise<Reason> {
      await sleep(settleMs);
      // If the view is still the submitted one, its hash is sent, so that the reply does not overwrite a newer view.
      const hash = waits ? {} : { hash: view.hash };
      return call('views.update', { view_id: view.id, view: next, ...hash });
    }

    switch (reply.response_action) {
      case 'errors': {
        const next = viewWithErrors(waits ? viewAsFilledIn(view) : view, asObject(reply.errors));
        return next ? update(next) : 'the view has no room for a line with the error';
      }
      case 'update':
        return update(reply.view);
      case 'push':
        if (waits) return update(reply.view);
        return call('views.push', { trigger_id: body.trigger_id, view: reply.view });
      default:
        return update(waitingView(view, OVER));
    }
  }
}

function readReply(json: Buffer): Json {
  return json.length === 0 ? {} : asObject(JSON.parse(json.toString()));
}

/** Makes a message from a dialog's errors: the dialog has closed, but the person should see what was wrong. */
function errorsAsMessage({ errors }: Json): Buffer | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const text = errors.map((one) => `${asObject(one).name}: ${asObject(one).error}`).join('\n');
  return Buffer.from(JSON.stringify({ response_type: 'ephemeral', text }));
}
