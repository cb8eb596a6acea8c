import { format, inspect } from 'node:util';

type Write = {
  (message: string): void;
  (fields: object, message: string): void;
};

/** Where the client and its handlers log to. A pino logger is one, and so is `console`. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Takes pino's fields and message, and whatever else Bolt's logger takes. */
type WriteAnything = (...said: unknown[]) => void;

/** What handlers log to. */
export interface HandlerLog {
  debug: WriteAnything;
  info: WriteAnything;
  warn: WriteAnything;
  error: WriteAnything;
}

/** A log that puts `fields` before whatever is logged through it. */
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

/** The log of a Havoc that was given none: lines for people on standard error, without `debug`. */
export function createDefaultLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line =
    (level: string): Write =>
    (first: string | object, message?: string) => {
      const [fields, text] = typeof first === 'string' ? [{}, first] : [first, message ?? ''];
      write(`havoc ${level}: ${text}${describe(fields)}\n`);
    };
  return { debug: () => {}, info: line('info'), warn: line('warn'), error: line('error') };
}

/** An error in `err` is shown with its stack, below; all else behind the message. */
function describe(fields: object): string {
  const { err, ...rest } = fields as { err?: unknown };
  const pairs = Object.entries(err instanceof Error ? rest : fields).filter(
    ([, value]) => value !== undefined,
  );
  const shown = pairs.map(([key, value]) => `${key}=${typeof value === 'string' ? value : show(value)}`);
  const stack = err instanceof Error ? `\n${err.stack ?? err.message}` : '';
  return (shown.length > 0 ? ` (${shown.join(', ')})` : '') + stack;
}

/** Never throws, as JSON would at what is circular or a bigint: a line in a log must fail no handler. */
function show(value: unknown): string {
  return inspect(value, { breakLength: Infinity });
}
