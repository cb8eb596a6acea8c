import type { ErrorHandler } from './handlers.js';
import { type Log, withFields } from './log.js';

/** Passes an error to all error handlers, even if one of them fails. Without error handlers, logs it. Never rejects. */
export type Report = (thrown: unknown, about: Omit<Parameters<ErrorHandler>[1], 'log'>) => Promise<void>;

export function createReport(options: { errorHandlers: readonly ErrorHandler[]; log: Log }): Report {
  return async (thrown, about) => {
    const { errorHandlers, log } = options;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
    const fields = { delivery: about.delivery?.id, attempt: about.delivery?.attempt };
    if (errorHandlers.length === 0) log.error({ err: error, ...fields }, 'A handler failed');
    for (const handler of errorHandlers) {
      try {
        await handler(error, { ...about, log: withFields(log, {}) });
      } catch (failure) {
        log.error({ err: failure, ...fields }, 'An error handler failed');
        log.error({ err: error, ...fields }, 'The failed error handler was called for this error');
      }
    }
  };
}
