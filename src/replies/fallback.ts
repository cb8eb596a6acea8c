import { isObject, type Json, jsonText } from '../base/index.js';
import { inputBlockIds, isModal, rowOf, waitingView } from '../slack/index.js';

/** What Slack is answered when the app does not reply in time: Slack's JSON, empty for an empty answer. */
export type Fallback = (kind: string, body: Json) => Buffer;

export interface FallbackOptions {
  /** Shown to whoever gave a command. */
  commandText: string;
  /**
   * What becomes of a view that was submitted: it closes, since what was submitted is committed and will be
   * handled; it stays open with an error on an input; or another view that says so takes its place.
   */
  view: 'close' | 'error' | 'update';
  /** The error's, or the waiting view's. */
  viewText: string;
  /** The input that the error stands on, by its block_id: the first one where the view has none of that name. */
  viewBlock: string | undefined;
}

const EMPTY = Buffer.alloc(0);
const NO_OPTIONS = json({ options: [] });

/** Makes the answers for when time runs out. An error needs an input to stand on: without one, the view waits. */
export function createFallback({ commandText, view: mode, viewText, viewBlock }: FallbackOptions): Fallback {
  const command = json({ response_type: 'ephemeral', text: commandText });

  function forView(view: Json): Buffer {
    if (mode === 'close' || !isModal(view)) return EMPTY;
    const inputs = inputBlockIds(view);
    const block = inputs.find((id) => id === viewBlock) ?? inputs[0];
    if (mode === 'update' || block === undefined) {
      return json({ response_action: 'update', view: waitingView(view, viewText) });
    }
    return json({ response_action: 'errors', errors: { [block]: viewText } });
  }

  return function fallback(kind, { view }) {
    switch (rowOf(kind).reply?.fallback) {
      case 'text':
        return command;
      case 'no options':
        return NO_OPTIONS;
      case 'view':
        return isObject(view) ? forView(view) : EMPTY;
      case 'nothing':
      case undefined:
        return EMPTY;
    }
  };
}

function json(value: unknown): Buffer {
  return Buffer.from(jsonText(value));
}
