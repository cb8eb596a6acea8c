/**
 * A string that the whole text must equal, or a regular expression that must match a part of it. In `message`, the text
 * need only contain the string.
 *
 * @example
 * ```ts
 * havoc.action(/^vote:/, async ({ action }) => console.log(action.action_id));
 * ```
 */
export type Pattern = string | RegExp;

/**
 * Matches a text against a pattern. Returns undefined without a match. For a string, the match is the string itself.
 * The flags g and y are ignored, because they make an expression remember where its last match ended.
 */
export function matchText(pattern: Pattern, text: string): RegExpMatchArray | undefined {
  if (typeof pattern === 'string') return pattern === text ? [text] : undefined;
  return text.match(stateless(pattern)) ?? undefined;
}

/** Removes the flags that make an expression keep state. */
export function stateless(expression: RegExp): RegExp {
  const flags = expression.flags.replace(/[gy]/g, '');
  return flags === expression.flags ? expression : new RegExp(expression.source, flags);
}
