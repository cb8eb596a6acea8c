/**
 * Makes a limiter that accepts a bounded number of items per minute, and counts the others.
 *
 * @returns a function that says for each item whether it is accepted. Its first call in a new minute also says how
 * many were held back in the most recent earlier minute that had items.
 */
export function createSample({ perMinute, now }: { perMinute: number; now: () => Date }) {
  let minute = 0;
  let seen = 0;
  return function take(): { taken: boolean; heldBack: number } {
    const current = Math.floor(now().getTime() / 60_000);
    const heldBack = current === minute ? 0 : Math.max(seen - perMinute, 0);
    if (current !== minute) seen = 0;
    minute = current;
    seen++;
    return { taken: seen <= perMinute, heldBack };
  };
}
