import { setLogger } from '@grpc/grpc-js';
import type { Logger } from '../log/index.js';

/** It fails the bind that it speaks of, too, and there with the reasons. */
const TOLD_BY_ERROR = /^No address added out of total \d+ resolved$/;

/** The value may be a secret: only which header it was is written. */
const HEADER_VALUE = /^(Failed to add metadata entry [^:]+):.*$/s;

/** Brings what grpc-js would write to standard error, in whichever part of this process, into havoc's log. */
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
