/** A JSON object, as JSON.parse makes it. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object; an empty one if not. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
