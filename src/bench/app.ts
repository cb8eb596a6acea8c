import { createScope, type Scope } from '../base/index.js';
import { type Environment, type Program, startProgram } from './processes.js';

/** An app's record since its last report: the events that reached its handler, and when. */
export interface Noted {
  serials: Float64Array;
  times: Float64Array;
}

/** The process with the handler. A scenario may stop it for a while. */
export interface BenchApp {
  pid(): number;
  count(): Promise<number>;
  report(): Promise<Noted>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startBenchApp(file: string, env: Environment, scope: Scope): Promise<BenchApp> {
  let program: Program | undefined;
  let own = createScope();
  scope.onRelease(() => own.release());

  function running(): Program {
    if (!program) throw new Error(`${file} is not running.`);
    return program;
  }

  const app: BenchApp = {
    pid: () => running().pid,
    count: async () => (await running().ask('count')) as number,
    report: async () => (await running().ask('report')) as Noted,
    async stop() {
      await own.release();
      program = undefined;
    },
    async start() {
      own = createScope();
      program = await startProgram({ file, env }, own);
    },
  };
  await app.start();
  return app;
}
