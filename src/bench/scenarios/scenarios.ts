import { absent } from './absent.js';
import { backlog } from './backlog.js';
import { burst } from './burst.js';
import { cpu } from './cpu.js';
import { latency } from './latency.js';
import type { Scenario } from './scenario.js';
import { settled } from './settled.js';
import { sustained } from './sustained.js';

/** In the order in which they run. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  sustained,
  latency,
  cpu,
  burst,
  absent,
  backlog,
  settled,
};

/** What runs where none is named: some ten minutes, and the CPU for each event is told too. */
export const USUAL = ['sustained', 'latency'];
