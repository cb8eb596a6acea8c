import pg from 'pg';
import { createPollApp } from '../../examples/poll/src/app.js';
import { openPostgresStore } from '../../examples/poll/src/postgres-store.js';
import { type Stack, type StackOptions, startStack } from './stack.js';

/** The poll app on the whole of havoc, which knows everybody's name already. */
export async function startPollStage(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack(options);
  const pool = new pg.Pool({ connectionString: stack.config.DATABASE_URL });
  const havoc = stack.createApp({ name: 'poll' });
  createPollApp({ havoc, store: await openPostgresStore(pool) });
  await havoc.start();
  // A delivery waits a second for a name, and a busy machine may take longer for the first.
  for (const { id } of stack.local.people()) await havoc.entities.getUser(id);
  return {
    ...stack,
    async stop() {
      await pool.end();
      await stack.stop();
    },
  };
}
