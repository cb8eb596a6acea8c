/**
 * Waits until the condition is true. Checks it every few milliseconds. The default limit is long enough for a busy
 * machine.
 *
 * @throws Error if it is not true within `withinMs`
 */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`This condition was not true within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
