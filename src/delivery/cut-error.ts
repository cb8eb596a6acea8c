const MOST_CHARACTERS = 2_000;

/** An error's text as the database can keep it: bounded, and without NUL. */
export function cutError(error: string): string {
  return error.slice(0, MOST_CHARACTERS).replaceAll('\u0000', '');
}
