/** The values that Slack uses in place of an id. No Web API method accepts them. */
const STAND_INS: ReadonlySet<string> = new Set([
  // The channel of a link in an unsent message: docs.slack.dev/reference/events/link_shared
  'COMPOSER',
  // The author of a hidden message: docs.slack.dev/reference/events/message/ekm_access_denied
  'UREVOKEDU',
]);

/**
 * Returns the value if it is a Slack id. Returns undefined for a stand-in and for any value that cannot be an id.
 * Slack's ids are short ASCII texts. Longer texts, and characters that PostgreSQL cannot store, must not reach a table.
 */
export function realId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) && !STAND_INS.has(value)
    ? value
    : undefined;
}
