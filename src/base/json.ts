/** A JSON object, as JSON.parse returns it. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value if it is an object, and an empty object if not. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
