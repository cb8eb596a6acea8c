import { isObject, type Json, jsonText } from '../base/index.js';
import { inputBlockIds, isModal, rowOf, waitingView } from '../slack/index.js';

/** Makes the answer to Slack when the app does not reply in time, as JSON; empty for an empty answer. */
export type Fallback = (kind: string, body: Json) => Buffer;

export interface FallbackOptions {
  /** The text shown to the person who used a slash command. */
  commandText: string;
  /**
   * What happens to a submitted view. `close`: it closes, because its submission is committed and will be handled.
   * `error`: it stays open with an error on an input. `update`: a view with `viewText` takes its place.
   */
  view: 'close' | 'error' | 'update';
  /** The text of the error, or of the view that replaces the submitted one. */
  viewText: string;
  /**
   * The block_id of the input for the error. Without it, or if the view has no such input, the first input is used.
   */
  viewBlock: string | undefined;
}

const EMPTY = Buffer.alloc(0);
const NO_OPTIONS = json({ options: [] });

/**
 * Makes the answers that Slack gets when the app's time is over. A view without inputs cannot show an error, and is
 * updated instead.
 */
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
