/** What was shown and what was not, a line each as it comes. */
export interface Report {
  /** Runs a step, and tells how it ended. @returns whether it did */
  step(name: string, body: () => Promise<void>): Promise<boolean>;
  /** A step that cannot be tried, for these reasons. */
  failed(name: string, reasons: readonly string[]): void;
  /** Says how many there were. @returns the exit code for it */
  end(): number;
}

export function createReport(
  say: (line: string) => void = console.log,
  nowMs: () => number = () => performance.now(),
): Report {
  let passed = 0;
  let failures = 0;

  function failed(name: string, reasons: readonly string[]): void {
    failures += 1;
    say(`✗ ${name}`);
    for (const line of reasons.join('\n').split('\n')) say(`    ${line}`);
  }

  return {
    failed,
    async step(name, body) {
      const startedMs = nowMs();
      const took = () => `${((nowMs() - startedMs) / 1000).toFixed(1)} s`;
      try {
        await body();
      } catch (thrown) {
        failed(`${name} (${took()})`, reasonsOf(thrown));
        return false;
      }
      passed += 1;
      say(`✓ ${name} (${took()})`);
      return true;
    },
    end() {
      say(`${passed} passed, ${failures} failed`);
      return failures === 0 && passed > 0 ? 0 : 1;
    },
  };
}

/** The messages of an error and of all that caused it. */
function reasonsOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [String(thrown)];
  return [thrown.message, ...(thrown.cause === undefined ? [] : reasonsOf(thrown.cause))];
}
