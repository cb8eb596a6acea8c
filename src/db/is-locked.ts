/** Whether a lock did not come in time, or the other side of a deadlock had to be let through: a later try may pass. */
export function isLocked(failure: unknown): boolean {
  return (
    failure instanceof Error && 'code' in failure && (failure.code === '55P03' || failure.code === '40P01')
  );
}
