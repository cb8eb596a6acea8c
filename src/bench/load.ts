import type { Scope } from '../base/index.js';
import type { Door, Scenery } from './events.js';
import type { Order, Sent } from './generator.js';
import { startProgram } from './processes.js';

/** The process that plays Slack. */
export interface Load {
  /** The port for Socket Mode connections. */
  port: number;
  /** Makes events in advance, and opens the connections for them. */
  prepare(door: Door, count: number): Promise<void>;
  /** Sends the prepared events. */
  run(plan: Extract<Order, { run: unknown }>['run']): Promise<Sent>;
}

export async function startLoad(scenery: Scenery, scope: Scope): Promise<Load> {
  // The generator is TypeScript, so it is loaded in the same way as this program.
  const generator = await startProgram({ file: './generator.ts', execArgv: process.execArgv }, scope);

  async function order(one: Order): Promise<{ sent?: Sent }> {
    const answer = (await generator.ask(one)) as { failed?: string; sent?: Sent };
    if (answer.failed !== undefined) throw new Error(`The load generator failed: ${answer.failed}`);
    return answer;
  }

  return {
    port: (generator.ready as { port: number }).port,
    async prepare(door, count) {
      await order({ prepare: { door, scenery, count } });
    },
    async run(plan) {
      const { sent } = await order({ run: plan });
      if (!sent) throw new Error('The load generator did not report what it sent.');
      return sent;
    },
  };
}
