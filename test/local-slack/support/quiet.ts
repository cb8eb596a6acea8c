import { type Logger, LogLevel } from '@slack/web-api';

const nothing = () => undefined;

/** A silent logger for the official packages, which would log every failure that a test causes. */
export const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
