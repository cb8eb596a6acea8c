/** What goes on to the next in the chain; after the last, to nothing. */
export type Next = () => Promise<void>;
export type Step<Args> = (args: Args & { next: Next }) => unknown;

/** Runs middleware one in another, as Bolt does: each decides, by calling `next`, whether the rest runs. */
export async function runChain<Args extends object>(
  chain: readonly Step<Args>[],
  args: Args,
  last: Next = async () => {},
): Promise<void> {
  const run = async (at: number): Promise<void> => {
    const step = chain[at];
    if (step === undefined) return last();
    await step({ ...args, next: () => run(at + 1) });
  };
  await run(0);
}
