import type { Scope } from '../../base/index.js';
import type { Contender, ContenderKey, Surroundings } from '../contenders.js';
import type { Metrics } from '../figures.js';
import type { Load } from '../load.js';
import type { Phase } from '../phase.js';

/** What one turn of a scenario works with. */
export interface Turn {
  load: Load;
  contender: Contender;
  seconds: number;
  /** The highest rate that this contender held when it was last looked for, or was guessed to hold. */
  held: { rate: number };
  /** How many unsettled envelopes an app comes back to. */
  backlogRows: number;
}

/** A column of a scenario's table. */
export interface Column {
  title: string;
  metric: string;
  /** Another metric after a slash; the spread is then that one's. */
  and?: string;
  /** After the point. */
  digits: number;
  /** Shown as a multiple of Bolt's too, bare and with the same duties. */
  compared?: boolean;
}

export interface Scenario {
  /** How long one load takes where nothing else is asked for. */
  seconds: number;
  /** Whom it is for; the others have nothing to show in it. */
  contenders: readonly ContenderKey[];
  /** Starts contenders of its own in the place of those. */
  start?: (around: Surroundings, scope: Scope) => Promise<Contender[]>;
  /** Its contenders take no load before they are measured. */
  isCold?: boolean;
  measure(turn: Turn): Promise<Metrics>;
  tables(seconds: number): Table[];
}

/** Some of what was measured, with what is said above it. */
export interface Table {
  title: string;
  columns: readonly Column[];
}

export const EVERYONE: readonly ContenderKey[] = ['bolt', 'duties', 'floor', 'http', 'socket'];

/** CPU for each event and memory, by process. */
export function usageOf(phase: Phase): Metrics {
  const metrics: Metrics = { generator: phase.generatorMicros / phase.sent };
  let total = 0;
  for (const [role, { cpuMicros, bytes }] of Object.entries(phase.usage)) {
    total += cpuMicros / phase.acknowledged;
    metrics[`${role}_cpu`] = cpuMicros / phase.acknowledged;
    metrics[`${role}_mb`] = bytes / 1024 / 1024;
  }
  return { ...metrics, total_cpu: total };
}

const USAGE_COLUMNS: readonly Column[] = [
  { title: 'sidecar µs', metric: 'sidecar_cpu', digits: 0 },
  { title: 'app µs', metric: 'app_cpu', digits: 0 },
  { title: 'PostgreSQL µs', metric: 'postgres_cpu', digits: 0 },
  { title: 'all µs', metric: 'total_cpu', digits: 0 },
  { title: 'generator µs', metric: 'generator', digits: 0 },
  { title: 'sidecar MB', metric: 'sidecar_mb', digits: 0 },
  { title: 'app MB', metric: 'app_mb', digits: 0 },
  { title: 'PostgreSQL MB', metric: 'postgres_mb', digits: 0 },
];

export function usageTable(rate: number, seconds: number): Table {
  const title = `CPU for each event and memory at ${rate}/s for ${seconds} s, by process; PostgreSQL with all its processes.`;
  return { title, columns: USAGE_COLUMNS };
}
