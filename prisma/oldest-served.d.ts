export function oldestServed(
  sql: string,
  versions: { before: string; version: string },
): { serves: string; because: string[] };
