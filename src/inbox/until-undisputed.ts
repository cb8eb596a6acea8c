/**
 * UNIQUE_VIOLATION of a turn that another claim gave at the same time, having seen more or less; DEADLOCK_DETECTED with
 * another statement that locks the same rows in another order, or with a migration, which locks whole tables.
 */
const DISPUTED = ['23505', '40P01'];
const MOST_DISPUTES = 20;

/** Runs a statement again that had to let another one through: nothing of it was done. */
export async function untilUndisputed<T>(run: () => Promise<T>): Promise<T> {
  for (let disputes = 1; ; disputes++) {
    try {
      return await run();
    } catch (failure) {
      const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
      if (!DISPUTED.some((one) => one === code) || disputes >= MOST_DISPUTES) throw failure;
    }
  }
}
