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

/** Does what is still possible with a reply for which Slack has stopped waiting. */
export type ReplyLate = (envelope: LateEnvelope, json: Buffer) => Promise<void>;

export interface ReplyLateOptions {
  respond: (responseUrl: string, json: Uint8Array) => Promise<void>;
  send: (call: { method: string; args: Json; target: Whose }) => Promise<SlackAnswer>;
  /** What became of a view whose reply did not come in time. */
  viewFallback: 'close' | 'error' | 'update';
  /** Told of each late reply, and whether it was of any use. */
  onLate: (kind: string, outcome: LateOutcome) => void;
  log: Logger;
  /** How long Slack may take to do what it was answered, so that a late reply does not overtake the fallback. */
  settleMs?: number;
  sleep?: (ms: number) => Promise<void>;
}

export type LateOutcome = 'applied' | 'dropped';

/** Why a reply was dropped, for the log; absent where it was applied. */
type Reason = string | undefined;

const OVER = 'This took longer than Slack waits. You can close this window.';

/**
 * A late reply to what has a `response_url` goes there. One to a view is applied where the fallback kept the view
 * open: an `update` by `views.update`; `errors` as lines in the view, since Slack takes errors in its own answer
 * alone; a `push` by `views.push`, while the trigger lives, or in place of a view that waits. No method closes a
 * view: where it should close, it says that it can be closed. One to a field with options is dropped: the person
 * has typed on.
 */
export function createReplyLate(options: ReplyLateOptions): ReplyLate {
  const { respond, send, viewFallback, onLate, log, settleMs = 500, sleep = wait } = options;

  return async function replyLate({ id, kind, payload }, json) {
    // Only a view that waits has to be told that it waits no more.
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
    if (late === 'drop') return 'the person has typed on';
    if (typeof body.response_url !== 'string') return 'nothing of Slack’s takes it any more';
    const message = late === 'respond with errors' ? errorsAsMessage(readReply(json)) : json;
    if (message) await respond(body.response_url, message);
    return undefined;
  }

  async function applyToView(kind: string, body: Json, reply: Json): Promise<Reason> {
    const view = asObject(body.view);
    const target = whoseIs(kind, body);
    if (viewFallback === 'close' || !isModal(view)) return 'the view was closed when time ran out';
    const waits = viewFallback === 'update' || inputBlockIds(view).length === 0;

    async function call(method: string, args: Json): Promise<Reason> {
      const { ok, error } = await send({ method, args, target });
      return ok ? undefined : `${method}: ${error ?? 'refused'}`;
    }
    async function update(next: unknown): Promise<Reason> {
      await sleep(settleMs);
      // A view that stands as it was submitted is not put over a newer one.
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

/** A dialog is gone when its answer comes late; the person sees what was wrong all the same. */
function errorsAsMessage({ errors }: Json): Buffer | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const text = errors.map((one) => `${asObject(one).name}: ${asObject(one).error}`).join('\n');
  return Buffer.from(JSON.stringify({ response_type: 'ephemeral', text }));
}
