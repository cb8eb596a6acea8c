/**
 * The text of JSON, as JSON.parse makes it, however deep it is nested: JSON.stringify fails where that is some
 * thousand deep.
 */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return writeDeep(value);
    throw thrown;
  }
}

/** The same without a call inside a call. */
function writeDeep(value: unknown): string {
  const parts: string[] = [];
  const waiting: ({ text: string } | { value: unknown })[] = [{ value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ('text' in next) parts.push(next.text);
    else if (typeof next.value !== 'object' || next.value === null) parts.push(JSON.stringify(next.value));
    else {
      const isList = Array.isArray(next.value);
      const members = Object.entries(next.value).filter(([, member]) => isList || member !== undefined);
      parts.push(isList ? '[' : '{');
      waiting.push({ text: isList ? ']' : '}' });
      for (let at = members.length - 1; at >= 0; at--) {
        const [key, member] = members[at] ?? [];
        const comma = at > 0 ? ',' : '';
        waiting.push({ value: member ?? null }, { text: isList ? comma : `${comma}${JSON.stringify(key)}:` });
      }
    }
  }
  return parts.join('');
}
