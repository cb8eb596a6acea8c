import { HavocError } from '../base/index.js';

export interface UnderWayOptions {
  /** Of all that is under way together. */
  mostBytes: number;
  /** Told when the first one is refused, and once half of it is free again. */
  onBusy?: (isBusy: boolean) => void;
}

/**
 * Does the work while that many bytes count as under way, however it ends.
 *
 * @throws HavocError `inbox.busy` (resource_exhausted) at once, where more would be under way than may be
 */
export type UnderWay = <T>(sizeBytes: number, work: () => Promise<T>) => Promise<T>;

/** Bounds what a process keeps in its memory for a database that takes it slowly, or not at all. */
export function createUnderWay({ mostBytes, onBusy = () => undefined }: UnderWayOptions): UnderWay {
  let bytes = 0;
  let wasBusy = false;

  function note(isBusy: boolean): void {
    if (isBusy !== wasBusy) onBusy(isBusy);
    wasBusy = isBusy;
  }

  return async function underWay(sizeBytes, work) {
    if (bytes + sizeBytes > mostBytes) {
      note(true);
      throw busy(mostBytes);
    }
    bytes += sizeBytes;
    try {
      return await work();
    } finally {
      bytes -= sizeBytes;
      if (bytes <= mostBytes / 2) note(false);
    }
  };
}

function busy(mostBytes: number): HavocError {
  return new HavocError({
    kind: 'resource_exhausted',
    code: 'inbox.busy',
    message:
      `${Math.round(mostBytes / 1024 / 1024)} MiB wait for the database, which is as much as the memory is to hold, ` +
      'so no more is taken until it answers. See that it is up and keeps up.',
  });
}
