/**
 * The error of a call is created deep inside gRPC, long after the app made the call, so the error's stack has no line
 * of the app. The functions that the app calls therefore record the line that calls them, and put it into the stack of
 * the call's error. Recording takes 3 to 5 µs. The text of the stack is made only for an error.
 */
import { HavocError } from '../base/index.js';
import { SlackError } from './errors.js';

/** The line of the app that called. */
export interface Caller {
  stack?: string;
}

/** Errors whose stack is final. */
const settled = new WeakSet<Error>();

/** Records the caller of `entry`, the function that the app called. */
export function callerOf(entry: (...args: never[]) => unknown): Caller {
  const caller: Caller = {};
  Error.captureStackTrace(caller, entry);
  return caller;
}

/** Protects the stack of an error that a call only passes on, such as the reason of an abort. */
export function notOfCall(error: unknown): unknown {
  if (error instanceof Error) settled.add(error);
  return error;
}

/** Puts the caller into the stack of the client's own errors, and returns other errors unchanged. */
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

/** Wraps a function so that the stacks of its errors show the line that called it. */
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

/** Wraps functions so that the stacks of their errors show the line that called them. */
export function tracedAll<Calls extends { [Name in keyof Calls]: Call }>(calls: Calls): Calls {
  const entries = Object.entries<Call>(calls).map(([name, call]) => [name, traced(call)]);
  return Object.fromEntries(entries);
}

/** Passes on the items. If reading them fails, the stack of the error shows the caller. */
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
