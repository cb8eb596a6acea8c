/** The content of a message: the fields below, in Slack's JSON. */
export type Content = Record<string, unknown>;

const CONTENT_KEYS = ['text', 'markdown_text', 'blocks', 'attachments', 'metadata'] as const;
/** The arguments of chat.postMessage that chat.update takes too. */
const UPDATE_KEYS = [...CONTENT_KEYS, 'link_names', 'parse', 'file_ids', 'unfurl_links', 'unfurl_media'];

/**
 * The content among a method's arguments, or in a message. An app may give the text as a number, and blocks as a text
 * with JSON. Slack shows them in their declared types, so the content has these types too.
 */
export function contentOf(holder: Record<string, unknown>): Content {
  const given = CONTENT_KEYS.filter((key) => isGiven(holder[key]));
  return Object.fromEntries(given.map((key) => [key, asShown(key, holder[key])]));
}

/** Null counts as absent, because havoc does not send null to Slack. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function asShown(key: (typeof CONTENT_KEYS)[number], value: unknown): unknown {
  if (key === 'text' || key === 'markdown_text') return typeof value === 'object' ? value : String(value);
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The content of a message after an update. Slack keeps the fields that the update leaves out. */
export function updatedContent(before: Content, given: Content): Content {
  const after = { ...before, ...given };
  if (given.text !== undefined && given.markdown_text === undefined) delete after.markdown_text;
  if (given.markdown_text !== undefined && given.text === undefined) delete after.text;
  return after;
}

/**
 * The arguments of chat.update that give a message the same content as chat.postMessage would. Fields that Slack
 * would keep are set to empty values.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
export function replacementArgs(before: Content, postArgs: Record<string, unknown>): Record<string, unknown> {
  const given = UPDATE_KEYS.filter((key) => isGiven(postArgs[key]));
  const args: Record<string, unknown> = Object.fromEntries(given.map((key) => [key, postArgs[key]]));
  if (isFilled(before.blocks) && args.blocks === undefined) args.blocks = [];
  if (isFilled(before.attachments) && args.attachments === undefined) args.attachments = [];
  if (isFilled(before.metadata) && args.metadata === undefined) args.metadata = {};
  return args;
}

/** True if both contents are the same. The order of their members does not matter. */
export function sameContent(one: Content, other: Content): boolean {
  const [left, right] = [withoutEmpty(one), withoutEmpty(other)];
  return isShownAsSent(left, right) && isShownAsSent(right, left);
}

/**
 * True if Slack shows everything that was sent. Slack adds ids and defaults of its own. The comparison does not
 * recurse, because a payload may be nested deeper than the call stack allows.
 */
export function isShownAsSent(sent: unknown, shown: unknown): boolean {
  const waiting: [sent: unknown, shown: unknown][] = [[sent, shown]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const members = membersToCompare(...pair);
    if (members === undefined) return false;
    for (const member of members) waiting.push(member);
  }
  return true;
}

/** The pairs that remain to be compared, or undefined if the two already differ. */
function membersToCompare(sent: unknown, shown: unknown): [unknown, unknown][] | undefined {
  if (typeof sent !== 'object' || sent === null) return sent === shown ? [] : undefined;
  if (typeof shown !== 'object' || shown === null) return undefined;
  if (Array.isArray(sent)) {
    if (!Array.isArray(shown) || shown.length !== sent.length) return undefined;
    return sent.map((item, index) => [item, shown[index]]);
  }
  const members = new Map<string, unknown>(Object.entries(shown));
  const given = Object.entries(sent).filter(([, value]) => value !== undefined);
  return given.map(([key, value]) => [value, members.get(key)]);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Removes empty fields, because no blocks and an empty list of blocks look the same. */
function withoutEmpty(content: Content): Content {
  const kept = Object.entries(content).filter(([, value]) => typeof value !== 'object' || isFilled(value));
  return Object.fromEntries(kept);
}
