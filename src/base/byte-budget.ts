export interface ByteBudgetOptions {
  /** The most that may be taken at one time. */
  mostBytes: number;
  /** Called with true when bytes are first refused, and with false once half of the budget is free again. */
  onBusy?: (isBusy: boolean) => void;
}

/** A bound on the bytes that one kind of work keeps in memory. */
export interface ByteBudget {
  /** Takes bytes out of the budget. Returns false, and takes nothing, when fewer are left. */
  take(sizeBytes: number): boolean;
  /** Gives bytes back that were taken. */
  giveBack(sizeBytes: number): void;
}

export function createByteBudget({ mostBytes, onBusy = () => undefined }: ByteBudgetOptions): ByteBudget {
  let takenBytes = 0;
  let wasBusy = false;

  function note(isBusy: boolean): void {
    if (isBusy !== wasBusy) onBusy(isBusy);
    wasBusy = isBusy;
  }

  return {
    take(sizeBytes) {
      if (takenBytes + sizeBytes > mostBytes) {
        note(true);
        return false;
      }
      takenBytes += sizeBytes;
      return true;
    },
    giveBack(sizeBytes) {
      takenBytes -= sizeBytes;
      if (takenBytes <= mostBytes / 2) note(false);
    },
  };
}
