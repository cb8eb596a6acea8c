/**
 * Errors of a call are made long after the app has made it, deep inside gRPC, so their own stacks name no line of the
 * app's. What the app calls therefore notes the line that it is called from, and puts it into the stack of an error
 * that the call fails with. Noting it takes 3 to 5 µs; the text is made only for an error.
 */
import { HavocError } from '../base/index.js';
import { SlackError } from './errors.js';

/** The line of the app that called. */
export interface Caller {
  stack?: string;
}

/** Errors whose stack already says what it should. */
const settled = new WeakSet<Error>();

/** Notes the caller of `entry`, the function that the app called. */
export function callerOf(entry: (...args: never[]) => unknown): Caller {
  const caller: Caller = {};
  Error.captureStackTrace(caller, entry);
  return caller;
}

/** Keeps the stack of an error that a call passes on, but that is not the call's own, as an abort's reason is. */
export function notOfCall(error: unknown): unknown {
  if (error instanceof Error) settled.add(error);
  return error;
}

/** What a call failed with; the stack of an error of the client's own shows the caller. */
function atCaller(thrown: unknown, { stack = '' }: Caller): unknown {
  const isOwn = thrown instanceof SlackError || thrown instanceof HavocError;
  if (!isOwn || settled.has(thrown)) return thrown;
  settled.add(thrown);
  const lines = stack.slice(Math.max(stack.indexOf('\n    at '), 0));
  Object.defineProperty(thrown, 'stack', {
    value: `${thrown.name}: ${thrown.message}${lines}`,
    writable: true,
    configurable: true,
  });
  return thrown;
}

/** The same function; what it rejects with shows the line that called it. */
export function traced<Args extends unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return function entry(...args) {
    const caller = callerOf(entry);
    return call(...args).catch((thrown: unknown) => {
      throw atCaller(thrown, caller);
    });
  };
}

type Call = (...args: never[]) => Promise<unknown>;

/** The same functions; what they reject with shows the line that called them. */
export function tracedAll<Calls extends { [Name in keyof Calls]: Call }>(calls: Calls): Calls {
  const entries = Object.entries<Call>(calls).map(([name, call]) => [name, traced(call)]);
  return Object.fromEntries(entries);
}

/** The same items; what reading them fails with shows the caller. */
export async function* tracedItems<Item>(
  items: AsyncIterable<Item>,
  caller: Caller,
): AsyncGenerator<Item, void, undefined> {
  try {
    yield* items;
  } catch (thrown) {
    throw atCaller(thrown, caller);
  }
}
