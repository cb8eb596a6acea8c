/**
 * UNIQUE_VIOLATION: another claim ran at the same time, saw other envelopes, and gave out the turn of the
 * same conversation.
 *
 * DEADLOCK_DETECTED: another statement locks the same rows in another order, or a migration locks whole
 * tables.
 */
const DISPUTED = ['23505', '40P01'];
const MOST_DISPUTES = 20;

/** Runs a statement again if it lost a conflict with another one: the failed run changed nothing. */
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
