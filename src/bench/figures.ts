/** The values of one measurement, by metric. */
export type Metrics = Record<string, number>;

/** A metric over all rounds. */
export interface Figure {
  median: number;
  least: number;
  most: number;
}

export type Figures = Record<string, Figure>;

export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The median: the middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Summarises each metric over the rounds that have it. */
export function summarise(rounds: readonly Metrics[]): Figures {
  const names = new Set(rounds.flatMap((round) => Object.keys(round)));
  const figures: Figures = {};
  for (const name of names) {
    const values = rounds.flatMap((round) => round[name] ?? []).filter(Number.isFinite);
    if (values.length === 0) continue;
    figures[name] = { median: median(values), least: Math.min(...values), most: Math.max(...values) };
  }
  return figures;
}
