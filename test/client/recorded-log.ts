import type { Log } from '../../src/client/log.js';

export interface Entry {
  level: string;
  message: string;
  fields: Record<string, unknown>;
}

/** A log that a test can read. */
export function createRecordedLog(): Log & { entries: Entry[]; messages(level: string): string[] } {
  const entries: Entry[] = [];
  const write =
    (level: string) =>
    (first: string | object, message = '') => {
      entries.push(
        typeof first === 'string'
          ? { level, message: first, fields: {} }
          : { level, message, fields: { ...first } },
      );
    };
  return {
    entries,
    messages: (level) => entries.filter((entry) => entry.level === level).map(({ message }) => message),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
