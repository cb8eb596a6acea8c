import { setLogger } from '@grpc/grpc-js';
import type { Logger } from '../log/index.js';

/** grpc-js logs this error without a reason. The failed bind reports the same error with its reasons. */
const TOLD_BY_ERROR = /^No address added out of total \d+ resolved$/;

/** The value of a header may be a secret, so only its name is logged. */
const HEADER_VALUE = /^(Failed to add metadata entry [^:]+):.*$/s;

/** Sends grpc-js's own log, which goes to standard error by default, to havoc's log. Applies to the whole process. */
export function logLibrary(log: Logger): void {
  const source = log.child({ source: 'grpc-js' });
  const textOf = (said: unknown[]) => said.map(String).join(' ').replace(HEADER_VALUE, '$1');
  setLogger({
    error: (...said: unknown[]) => {
      const text = textOf(said);
      if (TOLD_BY_ERROR.test(text)) source.debug(text);
      else source.warn(text);
    },
    info: (...said: unknown[]) => source.info(textOf(said)),
    debug: (...said: unknown[]) => source.debug(textOf(said)),
  });
}
