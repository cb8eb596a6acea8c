/**
 * The kinds whose answer rides on the response to Slack's request, and what is answered when the app does not
 * reply in time. A view closes, since what was submitted is committed and will be handled; a field with
 * options shows none.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
const FALLBACKS: ReadonlyMap<string, Buffer> = new Map([
  ['command', json({ response_type: 'ephemeral', text: 'Still working on it…' })],
  ['view_submission', Buffer.alloc(0)],
  ['block_suggestion', json({ options: [] })],
  ['interactive_message', Buffer.alloc(0)],
  ['dialog_submission', Buffer.alloc(0)],
  ['dialog_suggestion', json({ options: [] })],
]);

/** Whether Slack shows the person what this kind is answered with. */
export function waitsForReply(kind: string): boolean {
  return FALLBACKS.has(kind);
}

/** Slack's JSON for a kind that waits; empty for an empty answer. */
export function fallbackFor(kind: string): Buffer {
  return FALLBACKS.get(kind) ?? Buffer.alloc(0);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
