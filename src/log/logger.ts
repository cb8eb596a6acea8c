import { type DestinationStream, type Logger, pino } from 'pino';

export interface LogOptions {
  /** A level of pino's, or `silent`. */
  level: string;
  /** Standard output where absent. */
  destination?: DestinationStream;
}

/** Keys whose values are never written, wherever they stand in what is logged. */
const SECRET_KEYS = [
  'token',
  'bot_access_token',
  'access_token',
  'refresh_token',
  'signing_secret',
  'client_secret',
  'secret',
  'authorization',
];

/** havoc's log: one line of JSON an entry, times in ISO 8601, secrets replaced. */
export function createLogger({ level, destination }: LogOptions): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options = {
    level,
    base: { service: 'havoc' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
