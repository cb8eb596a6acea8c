import { inputBlockIds, isModal, type JsonObject, waitingView } from '../slack/index.js';

/** What Slack is answered when the app does not reply in time: Slack's JSON, empty for an empty answer. */
export type Fallback = (kind: string, body: JsonObject) => Buffer;

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

/** The kinds whose answer rides on the response to Slack's request. */
const WAITING: ReadonlySet<string> = new Set([
  'command',
  'view_submission',
  'block_suggestion',
  'interactive_message',
  'dialog_submission',
  'dialog_suggestion',
]);
const EMPTY = Buffer.alloc(0);
const NO_OPTIONS = json({ options: [] });

/**
 * Whether Slack shows the person what this kind is answered with.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export function waitsForReply(kind: string): boolean {
  return WAITING.has(kind);
}

/** Makes the answers for when time runs out. An error needs an input to stand on: without one, the view waits. */
export function createFallback({ commandText, view: mode, viewText, viewBlock }: FallbackOptions): Fallback {
  const command = json({ response_type: 'ephemeral', text: commandText });

  function forView(view: JsonObject): Buffer {
    if (mode === 'close' || !isModal(view)) return EMPTY;
    const inputs = inputBlockIds(view);
    const block = inputs.find((id) => id === viewBlock) ?? inputs[0];
    if (mode === 'update' || block === undefined) {
      return json({ response_action: 'update', view: waitingView(view, viewText) });
    }
    return json({ response_action: 'errors', errors: { [block]: viewText } });
  }

  return function fallback(kind, { view }) {
    if (kind === 'command') return command;
    if (kind === 'block_suggestion' || kind === 'dialog_suggestion') return NO_OPTIONS;
    if (kind !== 'view_submission' || typeof view !== 'object' || view === null) return EMPTY;
    return forView(view as JsonObject);
  };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
