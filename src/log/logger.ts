import { type DestinationStream, type Logger, pino } from 'pino';

export interface LogOptions {
  /** A pino level, or `silent`. */
  level: string;
  /** The default is standard output. */
  destination?: DestinationStream;
}

/** Keys whose values are redacted, at the top of a log entry and up to two levels below. */
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

/** Creates havoc's logger. Each entry is one line of JSON, with the time in ISO 8601 and secrets redacted. */
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
