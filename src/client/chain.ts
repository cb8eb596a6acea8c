import { MultipleListenerError } from './errors.js';

/** What goes on to the next in the chain; after the last, to nothing. */
export type Next = () => Promise<void>;
export type Step<Args> = (args: Args & { next: Next }) => unknown;

/**
 * Runs middleware one in another, as Bolt does: each decides, by calling `next`, whether the rest runs. `next`
 * rejects with what the rest threw, and middleware that catches it has dealt with it.
 *
 * The run is over when all that runs has ended, whether or not it waited for `next`. An error of the rest that no
 * middleware looked at is not lost: the run rejects with it.
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

/** Throws what several threw; nothing where none did. @throws MultipleListenerError when they are more than one */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length > 1) throw new MultipleListenerError(errors);
  if (errors.length === 1) throw errors[0];
}

/** The promise that `next` gives. It knows whether anyone has looked at its outcome, by `await`, then or catch. */
class Rest extends Promise<void> {
  #seen = false;

  /** Promises derived from this one are plain ones. */
  static override get [Symbol.species]() {
    return Promise;
  }

  constructor(...args: ConstructorParameters<typeof Promise<void>>) {
    super(...args);
    // What is looked at later must not end the process meanwhile as an unhandled rejection.
    super.then(undefined, () => {});
  }

  // biome-ignore lint/suspicious/noThenProperty: to be told when somebody looks
  override then: Promise<void>['then'] = (onFulfilled, onRejected) => {
    this.#seen = true;
    return super.then(onFulfilled, onRejected);
  };

  /** Waits for the end. An error that somebody has looked at is theirs. */
  unseenErrors(): Promise<unknown[]> {
    return super.then(
      () => [],
      (error: unknown) => (this.#seen ? [] : [error]),
    );
  }
}
