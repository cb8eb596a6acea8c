/** True if a statement timed out waiting for a lock (55P03), or lost a deadlock (40P01). A later attempt may succeed. */
export function isLocked(failure: unknown): boolean {
  return (
    failure instanceof Error && 'code' in failure && (failure.code === '55P03' || failure.code === '40P01')
  );
}
