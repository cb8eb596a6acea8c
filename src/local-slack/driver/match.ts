/** A predicate, or fields that must be as given; a RegExp is tried on the field's text. */
export type Match<T> = ((one: T) => boolean) | { [K in keyof T]?: T[K] | RegExp };

/** Whether it is what is looked for. */
export function matches<T extends object>(one: T, match: Match<T>): boolean {
  if (typeof match === 'function') return match(one);
  return Object.entries(match).every(([field, wanted]) => {
    const value: unknown = Reflect.get(one, field);
    return wanted instanceof RegExp ? wanted.test(String(value ?? '')) : value === wanted;
  });
}

/** For a failure's text. */
export function describeMatch(match: object): string {
  if (typeof match === 'function') return String(match);
  return JSON.stringify(match, (_key, value: unknown) => (value instanceof RegExp ? String(value) : value));
}
