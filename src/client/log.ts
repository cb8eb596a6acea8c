import { format, inspect } from 'node:util';

type Write = {
  (message: string): void;
  (fields: object, message: string): void;
};

/**
 * The log of the client and its handlers, such as a pino logger or `console`.
 *
 * @example
 * ```ts
 * import { Havoc } from '@havoc/client';
 *
 * const havoc = new Havoc({ log: console });
 * ```
 */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Takes fields and a message as pino does, or any values as Bolt's logger does. */
type WriteAnything = (...said: unknown[]) => void;

/**
 * The log that handlers get. Each entry has the id of the delivery.
 *
 * @example
 * ```ts
 * havoc.command('/deploy', async ({ command, log }) => {
 *   log.info({ version: command.text }, 'Deploying');
 * });
 * ```
 */
export interface HandlerLog {
  debug: WriteAnything;
  info: WriteAnything;
  warn: WriteAnything;
  error: WriteAnything;
}

/** Makes a log that adds `fields` to each entry. */
export function withFields(log: Log, fields: object): HandlerLog {
  const write =
    (level: (typeof LEVELS)[number]): WriteAnything =>
    (...said) => {
      const [own, message] = read(said);
      log[level]({ ...fields, ...own }, message);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function read([first, ...rest]: unknown[]): [fields: object, message: string] {
  if (first instanceof Error) return [{ err: first }, format(...(rest.length > 0 ? rest : [first.message]))];
  const isFields = typeof first === 'object' && first !== null && rest.length <= 1;
  return isFields ? [first, format(...rest)] : [{}, format(first, ...rest)];
}

/** Makes the default log: readable lines on standard error, without the level `debug`. */
export function createDefaultLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line =
    (level: string): Write =>
    (first: string | object, message?: string) => {
      const [fields, text] = typeof first === 'string' ? [{}, first] : [first, message ?? ''];
      write(`havoc ${level}: ${text}${describe(fields)}\n`);
    };
  return { debug: () => {}, info: line('info'), warn: line('warn'), error: line('error') };
}

/** Formats fields to follow the message. An error in `err` comes last, on its own lines, with its stack. */
function describe(fields: object): string {
  const { err, ...rest } = fields as { err?: unknown };
  const pairs = Object.entries(err instanceof Error ? rest : fields).filter(
    ([, value]) => value !== undefined,
  );
  const shown = pairs.map(([key, value]) => `${key}=${typeof value === 'string' ? value : show(value)}`);
  const stack = err instanceof Error ? `\n${err.stack ?? err.message}` : '';
  return (shown.length > 0 ? ` (${shown.join(', ')})` : '') + stack;
}

/** Formats any value. Unlike JSON.stringify, it never throws, so that logging cannot fail a handler. */
function show(value: unknown): string {
  return inspect(value, { breakLength: Infinity });
}
