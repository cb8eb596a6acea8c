/**
 * Waits until the condition holds, looking every few milliseconds, for long enough whatever else the machine does.
 *
 * @throws Error when it does not hold within `withinMs`
 */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`This did not come true within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
