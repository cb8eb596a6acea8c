import { absent } from './absent.js';
import { backlog } from './backlog.js';
import { burst } from './burst.js';
import { cpu } from './cpu.js';
import { latency } from './latency.js';
import type { Scenario } from './scenario.js';
import { settled } from './settled.js';
import { sustained } from './sustained.js';

/** The scenarios, in the order in which they run. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  sustained,
  latency,
  cpu,
  burst,
  absent,
  backlog,
  settled,
};

/** The scenarios that run by default. They take about ten minutes, and include the CPU time per event. */
export const USUAL = ['sustained', 'latency'];
