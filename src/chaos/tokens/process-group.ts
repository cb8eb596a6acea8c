import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Asked, Found, Refreshing } from './refresher-messages.js';

/** Processes that find tokens. One that has died is replaced before the next round. */
export interface ProcessGroup {
  /** Asks all processes at once. The answer of a process that dies is undefined. */
  askAll(nowMs: number): Promise<(Found | undefined)[]>;
  ask(index: number, nowMs: number): Promise<Found | undefined>;
  /** Kills one process. */
  kill(index: number): void;
  /** The process ids, in order. */
  pids(): (number | undefined)[];
  /** Replaces the processes that have died. */
  mend(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs built files: a process that has to compile its sources starts slowly. */
const SCRIPT = fileURLToPath(new URL('./refresher.js', import.meta.url));

export async function startProcessGroup(size: number, refreshing: Refreshing): Promise<ProcessGroup> {
  let nextId = 1;

  async function start(): Promise<ChildProcess> {
    const child = fork(SCRIPT, [JSON.stringify(refreshing)], { execArgv: [] });
    child.setMaxListeners(0);
    const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (typeof first !== 'object') throw new Error('A process of the campaign did not start.');
    return child;
  }

  const children = await Promise.all(Array.from({ length: size }, start));

  function ask(index: number, nowMs: number): Promise<Found | undefined> {
    const child = children[index];
    if (!child?.connected) return Promise.resolve(undefined);
    const asked: Asked = { id: nextId++, nowMs };
    return new Promise((resolve) => {
      const done = (found?: Found) => {
        child.off('message', hear);
        child.off('exit', die);
        resolve(found);
      };
      const hear = (message: Found & { id: number }) => {
        if (message.id === asked.id)
          done(message.token === undefined ? { error: message.error } : { token: message.token });
      };
      const die = () => done();
      child.on('message', hear);
      child.on('exit', die);
      child.send(asked, (failure) => failure && done());
    });
  }

  return {
    ask,
    askAll: (nowMs) => Promise.all(children.map((_, index) => ask(index, nowMs))),
    kill: (index) => void children[index]?.kill('SIGKILL'),
    pids: () => children.map(({ pid }) => pid),
    async mend() {
      await Promise.all(
        children.map(async (child, index) => {
          if (child.exitCode === null && child.signalCode === null) return;
          children[index] = await start();
        }),
      );
    },
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        }),
      );
    },
  };
}
