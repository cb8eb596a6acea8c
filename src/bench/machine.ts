import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine's size, which figures need to be comparable. It does not identify the machine. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${availableParallelism()} cores (${model}), ${memory} GB of memory, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`;
}
