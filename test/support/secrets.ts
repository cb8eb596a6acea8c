import { formsOf } from './secrets-forms.js';
import { createMatcher } from './secrets-matcher.js';

/** Something that must not be written anywhere. */
export interface Secret {
  /** Says what it is, for a failed test. */
  name: string;
  value: string | Uint8Array;
}

/** All that was written to one place, such as a log or a connection, in the order in which it was written. */
export interface Written {
  /** Says what was written where. */
  sink: string;
  bytes: Uint8Array;
}

/** A secret that was written somewhere. */
export interface Leak {
  sink: string;
  secret: string;
  /** The form in which it was written, such as `base64`. */
  form: string;
  /** The text before it. */
  after: string;
}

/** Shorter texts occur by chance. */
const LEAST_BYTES = 12;
const SHOWN_BYTES = 120;

/** Finds each secret in each text, as it is or encoded. Names a secret once for each sink. */
export function findLeaks(secrets: readonly Secret[], written: readonly Written[]): Leak[] {
  const needles = secrets
    .map(({ name, value }) => ({ name, value: Buffer.from(value) }))
    .filter(({ value }) => value.length >= LEAST_BYTES)
    .flatMap(({ name, value }) => formsOf(value).map(({ form, bytes }) => ({ name, form, bytes })));
  const find = createMatcher(needles);
  const leaks = new Map<string, Leak>();
  for (const { sink, bytes } of written) {
    for (const { needle, at } of find(bytes)) {
      const key = `${sink} ${needle.name}`;
      const after = Buffer.from(bytes.subarray(Math.max(0, at - SHOWN_BYTES), at)).toString();
      if (!leaks.has(key)) leaks.set(key, { sink, secret: needle.name, form: needle.form, after });
    }
  }
  return [...leaks.values()];
}

/** @throws Error that lists the leaks, without the secrets */
export function checkNoLeaks(secrets: readonly Secret[], written: readonly Written[]): void {
  const leaks = findLeaks(secrets, written);
  if (leaks.length === 0) return;
  const lines = leaks.map(
    ({ sink, secret, form, after }) => `${secret} (${form}) is in ${sink}, after: ${after}`,
  );
  throw new Error(`Secrets were written where they must not be:\n${lines.join('\n')}`);
}
