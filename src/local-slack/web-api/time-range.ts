import type { Range } from '../store/store.js';
import type { Args } from './args.js';

/** The greatest time that a ts can tell: it has ten digits before the point. */
const MOST_SECONDS = 9_999_999_999;

/**
 * The messages that `oldest`, `latest` and `inclusive` select, as places in an index that is sorted by ts.
 *
 * @throws refusal `invalid_arguments` if a time is not a number
 */
export function timeRange(args: Args): Pick<Range, 'after' | 'from' | 'before' | 'to'> {
  const oldest = findPlace(args, 'oldest');
  const latest = findPlace(args, 'latest');
  const inclusive = args.flag('inclusive');
  return {
    ...(oldest && { [inclusive ? 'from' : 'after']: oldest }),
    ...(latest && { [inclusive ? 'to' : 'before']: latest }),
  };
}

/** The time with as many digits as a ts has. */
function findPlace(args: Args, name: string): string | undefined {
  const time = args.findNumber(name);
  if (time === undefined) return undefined;
  return Math.min(Math.max(time, 0), MOST_SECONDS).toFixed(6).padStart(17, '0');
}
