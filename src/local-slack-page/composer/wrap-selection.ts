export interface Selection {
  text: string;
  start: number;
  end: number;
}

/** Puts marks around the selection, or removes them if they are already there. */
export function wrapSelection({ text, start, end }: Selection, mark: string): Selection {
  const isWrapped =
    text.slice(start - mark.length, start) === mark && text.slice(end, end + mark.length) === mark;
  if (isWrapped && start >= mark.length) {
    const unwrapped =
      text.slice(0, start - mark.length) + text.slice(start, end) + text.slice(end + mark.length);
    return { text: unwrapped, start: start - mark.length, end: end - mark.length };
  }
  const wrapped = text.slice(0, start) + mark + text.slice(start, end) + mark + text.slice(end);
  return { text: wrapped, start: start + mark.length, end: end + mark.length };
}

/** Puts a prefix before every line of the selection. */
export function prefixLines({ text, start, end }: Selection, prefix: string): Selection {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lines = text
    .slice(from, end)
    .split('\n')
    .map((line) => prefix + line);
  const inserted = lines.length * prefix.length;
  return {
    text: text.slice(0, from) + lines.join('\n') + text.slice(end),
    start: start + prefix.length,
    end: end + inserted,
  };
}
