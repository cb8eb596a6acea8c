import { MultipleListenerError } from './errors.js';

/** Runs the rest of the chain. */
export type Next = () => Promise<void>;
export type Step<Args> = (args: Args & { next: Next }) => unknown;

/**
 * Runs middleware as Bolt does: each step runs the rest of the chain by calling `next`. `next` rejects with the error
 * of the rest. Middleware that catches this error has handled it.
 *
 * Resolves when everything that was started has ended, even if a step did not wait for `next`. Rejects with the
 * errors of the steps, and with errors of the rest that no step observed.
 *
 * @throws MultipleListenerError for more than one error
 */
export async function runChain<Args extends object>(
  chain: readonly Step<Args>[],
  args: Args,
  last: Next,
): Promise<void> {
  let reached = -1;
  const run = async (at: number): Promise<void> => {
    if (at <= reached) throw new Error('next() called multiple times');
    const step = chain[at];
    if (step === undefined) return last();
    reached = at;
    const rests: Rest[] = [];
    const next = () => {
      const rest = new Rest((resolve) => resolve(run(at + 1)));
      rests.push(rest);
      return rest;
    };
    const errors: unknown[] = [];
    try {
      await step({ ...args, next });
    } catch (thrown) {
      errors.push(thrown);
    }
    for (const rest of rests) errors.push(...(await rest.unseenErrors()));
    throwAll(errors);
  };
  await run(0);
}

/** Throws the given error, if there is one. @throws MultipleListenerError when there are several */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length > 1) throw new MultipleListenerError(errors);
  if (errors.length === 1) throw errors[0];
}

/** The promise that `next` returns. It knows whether its outcome was observed, by `await`, `then` or `catch`. */
class Rest extends Promise<void> {
  #seen = false;

  /** Promises that derive from this one are plain promises. */
  static override get [Symbol.species]() {
    return Promise;
  }

  constructor(...args: ConstructorParameters<typeof Promise<void>>) {
    super(...args);
    // Middleware may observe the outcome later. Until then, an unhandled rejection must not end the process.
    super.then(undefined, () => {});
  }

  // biome-ignore lint/suspicious/noThenProperty: records that the outcome was observed
  override then: Promise<void>['then'] = (onFulfilled, onRejected) => {
    this.#seen = true;
    return super.then(onFulfilled, onRejected);
  };

  /** Waits for the end. Returns the error, or nothing if the error was observed, because its observer handles it. */
  unseenErrors(): Promise<unknown[]> {
    return super.then(
      () => [],
      (error: unknown) => (this.#seen ? [] : [error]),
    );
  }
}
