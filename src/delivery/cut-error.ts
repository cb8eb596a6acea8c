const MOST_CHARACTERS = 2_000;

/** Makes an error's text fit for the database: cuts its length and removes NUL. */
export function cutError(error: string): string {
  return error.slice(0, MOST_CHARACTERS).replaceAll('\u0000', '');
}
