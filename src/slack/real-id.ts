/** Slack uses these in place of an id. No method knows them. */
const STAND_INS: ReadonlySet<string> = new Set([
  // A link in a message that is not sent yet: docs.slack.dev/reference/events/link_shared
  'COMPOSER',
  // The writer of a hidden message: docs.slack.dev/reference/events/message/ekm_access_denied
  'UREVOKEDU',
]);

/** An id of Slack's; undefined for anything that is no text, for the empty text, and for a stand-in. */
export function realId(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !STAND_INS.has(value) ? value : undefined;
}
