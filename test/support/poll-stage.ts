import pg from 'pg';
import { createPollApp } from '../../examples/poll/src/app.js';
import { openPostgresStore } from '../../examples/poll/src/postgres-store.js';
import { type Stack, type StackOptions, startStack } from './stack.js';

/** Starts all of havoc with the poll app, and loads the names of all people. */
export async function startPollStage(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack(options);
  const pool = new pg.Pool({ connectionString: stack.config.DATABASE_URL });
  const havoc = stack.createApp({ name: 'poll' });
  createPollApp({ havoc, store: await openPostgresStore(pool) });
  await havoc.start();
  // A delivery waits one second for a name. On a busy machine, the first lookup may take longer.
  for (const { id } of stack.local.people()) await havoc.entities.getUser(id);
  return {
    ...stack,
    async stop() {
      await pool.end();
      await stack.stop();
    },
  };
}

/** The button of a poll's message that votes for this option. */
export function voteFor(option: string, message: { message: { blocks?: unknown } }): { value: string } {
  const values = blocksOf(message).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g);
  const value = [...values]
    .map(([, json]) => String(JSON.parse(`"${json}"`)))
    .find((text) => text.includes(`"${option}"`));
  return { value: value ?? '' };
}

/** The blocks of a message as JSON. */
export function blocksOf({ message }: { message: { blocks?: unknown } }): string {
  return JSON.stringify(message.blocks) ?? '';
}
