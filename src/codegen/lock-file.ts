import { readFile } from 'node:fs/promises';
import type { Lock } from './lock.js';

export async function readLock(path: string): Promise<Lock> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{ "messages": {}, "fields": {} }';
    throw error;
  });
  return JSON.parse(text) as Lock;
}

/** Writes the lock as JSON with one line for each entry, so that diffs are easy to read. */
export function printLock({ messages, fields }: Lock): string {
  const names = Object.entries(messages).map((entry) => `  ${line(entry)}`);
  const tables = Object.entries(fields).map(([message, table]) => {
    const lines = Object.entries(table).map((entry) => `   ${line(entry)}`);
    return `  ${JSON.stringify(message)}: {${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}}`;
  });
  return `{\n "messages": {\n${names.join(',\n')}\n },\n "fields": {\n${tables.join(',\n')}\n }\n}\n`;
}

function line([key, value]: [string, unknown]): string {
  return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
}
