/**
 * Lets a bounded number through in each minute, and counts the others.
 *
 * @returns for each call whether it is let through, and, once in a new minute, how many the last one held back
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
