/** A name that a person can type, and the token that Slack stores for it. */
export interface Nameable {
  /** The name with its sign, as in `@Ana Silva` or `#general`. */
  typed: string;
  /** As in `<@U1>`. */
  token: string;
}

/** Replaces the known names in typed text with Slack's tokens. The server escapes the rest. */
export function toTokens(typed: string, nameables: readonly Nameable[]): string {
  const longestFirst = [...nameables].sort((a, b) => b.typed.length - a.typed.length);
  let text = '';
  let at = 0;
  while (at < typed.length) {
    const found = isNameStart(typed, at)
      ? longestFirst.find((nameable) => isNamed(typed, at, nameable))
      : undefined;
    text += found ? found.token : typed[at];
    at += found ? found.typed.length : 1;
  }
  return text;
}

/** Converts Slack's text to what a person would type, for editing. */
export function fromTokens(text: string, nameables: readonly Nameable[]): string {
  const named = text.replace(/<([^<>]+)>/g, (all, body: string) => {
    const [target = ''] = body.split('|');
    const nameable = nameables.find(({ token }) => token === `<${target}>`);
    return nameable ? nameable.typed : /^(?:https?:|mailto:)/.test(target) ? target : all;
  });
  return named.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function isNameStart(typed: string, at: number): boolean {
  const sign = typed[at];
  return (sign === '@' || sign === '#') && !/[\p{L}\p{N}<]/u.test(typed[at - 1] ?? '');
}

function isNamed(typed: string, at: number, { typed: name }: Nameable): boolean {
  const here = typed.slice(at, at + name.length);
  return here.toLowerCase() === name.toLowerCase() && !/[\p{L}\p{N}_-]/u.test(typed[at + name.length] ?? '');
}
