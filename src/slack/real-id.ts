/** Slack uses these in place of an id. No method knows them. */
const STAND_INS: ReadonlySet<string> = new Set([
  // A link in a message that is not sent yet: docs.slack.dev/reference/events/link_shared
  'COMPOSER',
  // The writer of a hidden message: docs.slack.dev/reference/events/message/ekm_access_denied
  'UREVOKEDU',
]);

/**
 * An id of Slack's; undefined for a stand-in, and for anything that can be no id. Slack's ids are short and plain; what
 * is longer than an index takes, or holds what PostgreSQL's text does not, must reach no table as one.
 */
export function realId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) && !STAND_INS.has(value)
    ? value
    : undefined;
}
