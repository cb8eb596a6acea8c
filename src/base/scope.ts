export type Release = () => void | Promise<void>;

/** Collects the releases of acquired resources and runs them all at the end. */
export interface Scope {
  /** Registers a release. Call it right where the resource is acquired. */
  onRelease(release: Release): void;
  /**
   * Runs the releases one after another, last registered first. A failed release does not stop the others. A second
   * call waits for the first.
   *
   * @throws AggregateError of all failures
   */
  release(): Promise<void>;
}

export function createScope(): Scope {
  const releases: Release[] = [];
  let released: Promise<void> | undefined;

  async function runAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let release = releases.pop(); release; release = releases.pop()) {
      try {
        await release();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length === 0) return;
    const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
    throw new AggregateError(failures, `Not everything could be stopped cleanly: ${reasons.join('; ')}`);
  }

  return {
    onRelease: (release) => void releases.push(release),
    release: () => {
      released ??= runAll();
      return released;
    },
  };
}

/** Runs `body` with a new scope. If `body` throws, the scope is released before the error is rethrown. */
export async function withScope<T>(body: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = createScope();
  try {
    return await body(scope);
  } catch (thrown) {
    // The error from `body` is the cause, so it is the one to report, even if a release fails too.
    await scope.release().catch(() => undefined);
    throw thrown;
  }
}
