import { availableParallelism, cpus, totalmem } from 'node:os';

/** Describes the machine, so that figures can be compared. The text does not identify it. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${availableParallelism()} cores (${model}), ${memory} GB of memory, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`;
}
