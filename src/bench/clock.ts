/** Milliseconds with fractions, of the clock that all processes of a machine share and nobody sets. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
