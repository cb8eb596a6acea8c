import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine's size, for figures that mean nothing without it; not which machine it is. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${availableParallelism()} cores (${model}), ${memory} GB of memory, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`;
}
