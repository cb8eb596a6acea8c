/** A predicate, or the fields to compare. A RegExp is tested against the field as a string. */
export type Match<T> = ((one: T) => boolean) | { [K in keyof T]?: T[K] | RegExp };

/** True if the object matches. */
export function matches<T extends object>(one: T, match: Match<T>): boolean {
  if (typeof match === 'function') return match(one);
  return Object.entries(match).every(([field, wanted]) => {
    const value: unknown = Reflect.get(one, field);
    return wanted instanceof RegExp ? wanted.test(String(value ?? '')) : value === wanted;
  });
}

/** Matches everything. It is the match of a wait that is given none. */
export const anything = (): boolean => true;

/** Describes the match in an error message. */
export function describeMatch(match: object): string {
  if (match === anything) return 'of any content';
  if (typeof match === 'function') return String(match);
  return JSON.stringify(match, (_key, value: unknown) => (value instanceof RegExp ? String(value) : value));
}
