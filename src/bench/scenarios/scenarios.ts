import { absent } from './absent.js';
import { backlog } from './backlog.js';
import { burst } from './burst.js';
import { cpu } from './cpu.js';
import { installations } from './installations.js';
import { latency } from './latency.js';
import type { Scenario } from './scenario.js';
import { settled } from './settled.js';
import { start } from './start.js';
import { sustained } from './sustained.js';
import { world } from './world.js';

/** The scenarios, in the order in which they run. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  sustained,
  latency,
  cpu,
  burst,
  absent,
  backlog,
  settled,
  world,
  start,
  installations,
};

/** The scenarios that run by default. They take about ten minutes, and include the CPU time per event. */
export const USUAL = ['sustained', 'latency'];
