import { setTimeout as wait } from 'node:timers/promises';
import { runCommand, type TestProcess } from '../support/process.js';
import type { Host } from './host.js';
import type { Image } from './image.js';
import type { Container } from './manifest.js';

/** How a container ended. */
export interface Ending {
  code: number | null;
  /** True if it was killed because its time was up. */
  killed: boolean;
}

/** A container of the manifest that runs as a process. */
export interface RunningContainer {
  spec: Container;
  process: TestProcess;
  /** Kills the container, and its hook if that is running. */
  kill(): Promise<void>;
  /** Runs its preStop hook, if it has one. Resolves when the hook or its time is over. @throws Error if it fails */
  prepareStop(withinMs: number): Promise<void>;
  /** Sends SIGTERM, and SIGKILL when the time is up. */
  stop(withinMs: number): Promise<Ending>;
}

/** The shortest time that kubelet leaves to a container whose hook used up the grace period. */
const LEAST_GRACE_MS = 2_000;

export function startContainer(spec: Container, image: Image, host: Host): RunningContainer {
  const { command: own, args, lifecycle } = spec;
  const command = own ? [...own, ...(args ?? [])] : [...image.entrypoint, ...(args ?? image.command)];
  const options = { cwd: image.workdir, env: host.environmentOf(spec, image) };
  const run = (words: string[]) =>
    runCommand(
      words.map((word) => host.localise(word, spec)),
      options,
    );
  const process = run(command);
  const processes = [process];

  async function prepareStop(withinMs: number): Promise<void> {
    const { preStop } = lifecycle;
    if (preStop === undefined) return;
    if ('sleep' in preStop) return wait(Math.min(withinMs, preStop.sleep.seconds * 1000));
    const hook = run(preStop.exec.command);
    processes.push(hook);
    const { code } = await killedAfter(hook, withinMs);
    if (code !== 0) throw new Error(`The preStop of ${spec.name} failed: ${hook.output()}`);
  }

  return {
    spec,
    process,
    async kill() {
      await Promise.all(processes.map((one) => one.end('SIGKILL')));
    },
    prepareStop,
    stop(withinMs) {
      process.kill('SIGTERM');
      return killedAfter(process, Math.max(withinMs, LEAST_GRACE_MS));
    },
  };
}

async function killedAfter(process: TestProcess, ms: number): Promise<Ending> {
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    process.kill('SIGKILL');
  }, ms);
  const { code } = await process.exited;
  clearTimeout(timer);
  return { code, killed };
}
