export type Release = () => void | Promise<void>;

/** Holds what was acquired, and how to let go of it. */
export interface Scope {
  /** Registers a release right where the thing was acquired. */
  onRelease(release: Release): void;
  /**
   * Runs the releases one after another, last registered first, each even if another fails. A second call
   * waits for the first. Throws an AggregateError of what failed.
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

/** Runs `body` with a scope; if it throws, what it had acquired is released before the error goes on. */
export async function withScope<T>(body: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = createScope();
  try {
    return await body(scope);
  } catch (thrown) {
    // What stopped the start matters more than what did not stop cleanly after it.
    await scope.release().catch(() => undefined);
    throw thrown;
  }
}
