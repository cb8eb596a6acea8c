/** Prints a line for each step when it ends, whether it passed or failed. */
export interface Report {
  /** Runs a step, and prints how it ended. @returns true if it passed */
  step(name: string, body: () => Promise<void>): Promise<boolean>;
  /** Prints that a step failed, or could not be tried, for these reasons. */
  failed(name: string, reasons: readonly string[]): void;
  /** Prints how many steps passed and failed. @returns the exit code */
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

/** Returns the messages of an error and of all its causes. */
function reasonsOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [String(thrown)];
  return [thrown.message, ...(thrown.cause === undefined ? [] : reasonsOf(thrown.cause))];
}
