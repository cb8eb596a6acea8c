/** What one contender did in one round. */
export interface Round {
  acknowledgedPerSecond: number;
  handledPerSecond: number;
  /** From Slack's request to the handler, at the steady rate. */
  p50Ms: number;
  p99Ms: number;
  /** Requests that were not answered by 200. */
  failed: number;
  /** Acknowledged, and never handled. */
  unhandled: number;
}

export interface Figure {
  median: number;
  least: number;
  most: number;
}

export type Summary = { name: string } & Record<keyof Round, Figure>;

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function summarise(rounds: readonly Round[]): Record<keyof Round, Figure> {
  const figure = (key: keyof Round): Figure => {
    const values = rounds.map((round) => round[key]);
    return { median: percentile(values, 0.5), least: Math.min(...values), most: Math.max(...values) };
  };
  return {
    acknowledgedPerSecond: figure('acknowledgedPerSecond'),
    handledPerSecond: figure('handledPerSecond'),
    p50Ms: figure('p50Ms'),
    p99Ms: figure('p99Ms'),
    failed: figure('failed'),
    unhandled: figure('unhandled'),
  };
}

/** Medians, with the spread over the rounds behind them, and each against the first contender. */
export function toTable(summary: readonly Summary[], rate: number): string {
  const columns: [string, keyof Round, number][] = [
    ['acknowledged/s', 'acknowledgedPerSecond', 0],
    ['handled/s', 'handledPerSecond', 0],
    [`p50 ms at ${rate}/s`, 'p50Ms', 1],
    [`p99 ms at ${rate}/s`, 'p99Ms', 1],
    ['failed', 'failed', 0],
    ['unhandled', 'unhandled', 0],
  ];
  const [first] = summary;
  const cell = (row: Summary, key: keyof Round, digits: number): string => {
    const { median, least, most } = row[key];
    const ratio =
      first && row !== first && first[key].median > 0 ? ` ×${(median / first[key].median).toFixed(2)}` : '';
    return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})${ratio}`;
  };
  const rows = [
    ['', ...columns.map(([title]) => title)],
    ...summary.map((row) => [row.name, ...columns.map(([, key, digits]) => cell(row, key, digits))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
