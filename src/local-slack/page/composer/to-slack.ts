/** Somebody or something that a typed name can stand for. */
export interface Nameable {
  /** What is typed, with its sign: `@Ana Silva`, `#general`. */
  typed: string;
  /** What Slack gets: `<@U1>`. */
  token: string;
}

/** Text as a person typed it, as Slack takes it: escaped, and names that are known become tokens. */
export function toSlack(typed: string, nameables: readonly Nameable[]): string {
  const longestFirst = [...nameables].sort((a, b) => b.typed.length - a.typed.length);
  let text = '';
  let at = 0;
  while (at < typed.length) {
    const found = isNameStart(typed, at) ? longestFirst.find((nameable) => isNamed(typed, at, nameable)) : undefined;
    text += found ? found.token : escapeText(typed[at] ?? '');
    at += found ? found.typed.length : 1;
  }
  return text;
}

/** Slack's text as it is typed, for editing it. */
export function fromSlack(text: string, nameables: readonly Nameable[]): string {
  const named = text.replace(/<([^<>]+)>/g, (all, body: string) => {
    const nameable = nameables.find(({ token }) => token === `<${body.split('|')[0]}>`);
    if (nameable) return nameable.typed;
    return /^(?:https?:|mailto:)/.test(body) ? (body.split('|')[0] ?? all) : all;
  });
  return named.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function isNameStart(typed: string, at: number): boolean {
  const sign = typed[at];
  return (sign === '@' || sign === '#') && !/[\p{L}\p{N}]/u.test(typed[at - 1] ?? '');
}

function isNamed(typed: string, at: number, { typed: name }: Nameable): boolean {
  const here = typed.slice(at, at + name.length);
  return here.toLowerCase() === name.toLowerCase() && !/[\p{L}\p{N}_]/u.test(typed[at + name.length] ?? '');
}

function escapeText(char: string): string {
  return char === '&' ? '&amp;' : char === '<' ? '&lt;' : char === '>' ? '&gt;' : char;
}
