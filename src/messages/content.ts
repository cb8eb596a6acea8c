/** What a message says: the fields below, of Slack's JSON. */
export type Content = Record<string, unknown>;

const CONTENT_KEYS = ['text', 'markdown_text', 'blocks', 'attachments', 'metadata'] as const;
/** What chat.update takes of chat.postMessage's arguments. */
const UPDATE_KEYS = [...CONTENT_KEYS, 'link_names', 'parse', 'file_ids', 'unfurl_links', 'unfurl_media'];

/** The content among a method's arguments, or in a message. */
export function contentOf(holder: Record<string, unknown>): Content {
  const given = CONTENT_KEYS.filter((key) => holder[key] !== undefined && holder[key] !== null);
  return Object.fromEntries(given.map((key) => [key, holder[key]]));
}

/** What a message says after an update: what the update leaves out, Slack retains. */
export function updatedContent(before: Content, given: Content): Content {
  const after = { ...before, ...given };
  if (given.text !== undefined && given.markdown_text === undefined) delete after.markdown_text;
  if (given.markdown_text !== undefined && given.text === undefined) delete after.text;
  return after;
}

/**
 * The arguments of chat.update that make a message say what chat.postMessage's would: what Slack would retain
 * is named as empty.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
export function replacementArgs(before: Content, postArgs: Record<string, unknown>): Record<string, unknown> {
  const given = UPDATE_KEYS.filter((key) => postArgs[key] !== undefined);
  const args: Record<string, unknown> = Object.fromEntries(given.map((key) => [key, postArgs[key]]));
  if (isFilled(before.blocks) && args.blocks === undefined) args.blocks = [];
  if (isFilled(before.attachments) && args.attachments === undefined) args.attachments = [];
  if (isFilled(before.metadata) && args.metadata === undefined) args.metadata = {};
  return args;
}

/** Whether both say the same, whatever the order of their members. */
export function sameContent(one: Content, other: Content): boolean {
  return canonical(withoutEmpty(one)) === canonical(withoutEmpty(other));
}

/** Whether all that was sent is in what Slack shows; Slack adds ids and defaults of its own. */
export function isShownAsSent(sent: unknown, shown: unknown): boolean {
  if (typeof sent !== 'object' || sent === null) return sent === shown;
  if (typeof shown !== 'object' || shown === null) return false;
  if (Array.isArray(sent)) {
    if (!Array.isArray(shown) || shown.length !== sent.length) return false;
    return sent.every((item, index) => isShownAsSent(item, shown[index]));
  }
  const members = new Map<string, unknown>(Object.entries(shown));
  return Object.entries(sent).every(
    ([key, value]) => value === undefined || isShownAsSent(value, members.get(key)),
  );
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** No blocks and an empty list of blocks look the same. */
function withoutEmpty(content: Content): Content {
  const kept = Object.entries(content).filter(([, value]) => typeof value !== 'object' || isFilled(value));
  return Object.fromEntries(kept);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
