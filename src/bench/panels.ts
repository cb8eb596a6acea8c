import type { Panel } from './plot.js';
import type { Row } from './table.js';

/** Makes the panels of the plot from the results. */
export function panelsOf(results: Readonly<Record<string, Row[]>>): Panel[] {
  const { sustained = [], latency = [], cpu = latency } = results;
  const panels = [
    barsOf('Events a second, sustained', 0, sustained, { rate: undefined }),
    barsOf("p99 from Slack's request to the handler at 500/s, in ms", 1, latency, { p99_500: undefined }),
    barsOf('CPU for each event at 500/s, in µs', 0, cpu, {
      sidecar_cpu: 'sidecar',
      app_cpu: 'app',
      postgres_cpu: 'PostgreSQL',
    }),
  ];
  return panels.filter(({ bars }) => bars.length > 0);
}

function barsOf(
  title: string,
  digits: number,
  rows: readonly Row[],
  metrics: Record<string, string | undefined>,
): Panel {
  const bars = rows.map(({ name, figures }) => ({
    label: name,
    pieces: Object.entries(metrics).flatMap(([metric, piece]) => {
      const figure = figures[metric];
      return figure ? [{ name: piece, figure }] : [];
    }),
  }));
  return { title, digits, bars };
}
