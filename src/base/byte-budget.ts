export interface ByteBudgetOptions {
  /** The most bytes that can be taken in total. */
  mostBytes: number;
  /** Called with true when the budget first refuses bytes, and with false once half of it is free again. */
  onBusy?: (isBusy: boolean) => void;
}

/** Limits the bytes that one kind of work keeps in memory. */
export interface ByteBudget {
  /** Takes bytes out of the budget. Returns false and takes nothing if fewer are left. */
  take(sizeBytes: number): boolean;
  /** Returns bytes to the budget. */
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
