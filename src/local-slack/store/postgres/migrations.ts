import type { Migration } from './migrate.js';
import { CREATE_WORLD } from './migrations/0001-create-world.js';

/** All migrations, in order. */
export const MIGRATIONS: readonly Migration[] = [{ number: 1, name: 'create-world', sql: CREATE_WORLD }];
