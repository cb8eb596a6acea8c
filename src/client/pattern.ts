/** Text that must be equal, or that an expression must find something in. */
export type Pattern = string | RegExp;

/**
 * What a pattern finds in a text; undefined when it does not fit. An equal string gives the string itself.
 * The flags g and y, which make an expression remember where it stopped, are left out of account.
 */
export function matchText(pattern: Pattern, text: string): RegExpMatchArray | undefined {
  if (typeof pattern === 'string') return pattern === text ? [text] : undefined;
  return text.match(stateless(pattern)) ?? undefined;
}

/** The same expression without the flags that carry state. */
export function stateless(expression: RegExp): RegExp {
  const flags = expression.flags.replace(/[gy]/g, '');
  return flags === expression.flags ? expression : new RegExp(expression.source, flags);
}
