import { type Logger, LogLevel } from '@slack/web-api';

const nothing = () => undefined;

/** For the official packages, which otherwise tell of every failure that a test brings about. */
export const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
