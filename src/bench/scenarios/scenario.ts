import type { Scope } from '../../base/index.js';
import type { Contender, ContenderKey, Surroundings } from '../contenders.js';
import type { Metrics } from '../figures.js';
import type { Load } from '../load.js';
import type { Phase } from '../phase.js';
import type { WorldSize } from '../world-file.js';

/** The inputs of one turn of a scenario. */
export interface Turn {
  load: Load;
  contender: Contender;
  seconds: number;
  /** The highest rate that this contender sustained in the last search, or a first estimate. */
  held: { rate: number };
  /** The number of unsettled envelopes in the backlog when the app starts. */
  backlogRows: number;
}

/** A column of a scenario's table. */
export interface Column {
  title: string;
  metric: string;
  /** Another metric, shown after a slash. The spread is then the spread of this metric. */
  and?: string;
  /** The number of decimals. */
  digits: number;
  /** True to show the figure also as a multiple of Bolt's, bare and with the same duties. */
  compared?: boolean;
}

export interface LoadScenario {
  /** The default duration of one load. */
  seconds: number;
  /** The contenders that it applies to. */
  contenders: readonly ContenderKey[];
  /** Starts contenders for this scenario, which replace the common ones. */
  start?: (around: Surroundings, scope: Scope) => Promise<Contender[]>;
  /** True if its contenders must not be warmed up before the measurement. */
  isCold?: boolean;
  measure(turn: Turn): Promise<Metrics>;
  tables(seconds: number): Table[];
}

/** A system that a scenario measures itself, without the load generator. */
export interface Subject {
  name: string;
  /** Measures one round. */
  measure(seconds: number): Promise<Metrics>;
}

/** A scenario without contenders. */
export interface SubjectScenario {
  /** The default duration of one load. */
  seconds: number;
  subjects(around: Surroundings, options: { world: WorldSize; scope: Scope }): Promise<Subject[]>;
  tables(seconds: number): Table[];
}

export type Scenario = LoadScenario | SubjectScenario;

/** A group of columns, with the text above it. */
export interface Table {
  title: string;
  columns: readonly Column[];
}

export const EVERYONE: readonly ContenderKey[] = ['bolt', 'duties', 'floor', 'http', 'socket'];

/** CPU time per event and memory, by process. */
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
