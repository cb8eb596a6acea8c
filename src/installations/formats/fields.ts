import { z } from 'zod';
import { parseTime } from './parse-time.js';

// The fields that both of Bolt's formats are made of. No message shows a value, which may be a token.

/** A field that may be absent. Databases and languages write this as null, as an empty text, or not at all. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());

export const text = z.string('must be a text');

/** An id of Slack that begins with one of the letters. */
export const id = (letters: string, example: string) =>
  z
    .string(`must be an id such as ${example}`)
    .regex(new RegExp(`^[${letters}][A-Z0-9]+$`), `must be an id such as ${example}`);

export const token = z
  .string('must be a token, which begins with xox')
  .regex(/^xox[!-~]+$/, 'must be a token, which begins with xox; if it is encrypted, decrypt it first');

export const time = z.union([z.string(), z.number()], 'must be a time').transform((value, context) => {
  const at = parseTime(value);
  if (at) return at;
  const message = 'must be a time, such as 1700000000 or 2024-01-31T10:00:00Z';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Scopes as a list, or separated by commas. */
export const scopes = z
  .union([z.string(), z.array(z.string())], 'must be scopes, as a list or separated by commas')
  .transform((value) =>
    (typeof value === 'string' ? value.split(',') : value)
      .map((scope) => scope.trim())
      .filter((scope) => scope !== ''),
  );

const YES = [true, 1, 'true', 't', '1'];
const NO = [false, 0, 'false', 'f', '0'];

/** A truth value as JSON, PostgreSQL, MySQL, SQLite or Python writes it. */
export const flag = z
  .union([z.string(), z.number(), z.boolean()], 'must be true or false')
  .transform((value, context) => {
    const plain = typeof value === 'string' ? value.toLowerCase() : value;
    if (YES.includes(plain)) return true;
    if (NO.includes(plain)) return false;
    context.addIssue({ code: 'custom', message: 'must be true or false' });
    return z.NEVER;
  });

export const webhookUrl = z.string('must be a URL').regex(/^https?:\/\/\S+$/, 'must be a URL');
