/** What goes on to the next in the chain; after the last, to nothing. */
export type Next = () => Promise<void>;
export type Step<Args> = (args: Args & { next: Next }) => unknown;

/**
 * Runs middleware one in another, as Bolt does: each decides, by calling `next`, whether the rest runs. It is over
 * when all that runs has ended, whether or not it waited for `next`.
 */
export async function runChain<Args extends object>(
  chain: readonly Step<Args>[],
  args: Args,
  last: Next = async () => {},
): Promise<void> {
  const run = async (at: number): Promise<void> => {
    const step = chain[at];
    if (step === undefined) return last();
    let rest: Promise<void> | undefined;
    const next = () => {
      const running = Promise.resolve()
        .then(() => run(at + 1))
        .finally(() => {
          if (rest === running) rest = undefined;
        });
      rest = running;
      return running;
    };
    await step({ ...args, next });
    // Whoever has waited for it has dealt with what it threw.
    await rest;
  };
  await run(0);
}
