import { MIGRATIONS } from '../../../src/local-slack/store/postgres/migrations.js';
import {
  openPostgresStore,
  type PostgresStoreOptions,
} from '../../../src/local-slack/store/postgres/open-postgres-store.js';
import type { Store } from '../../../src/local-slack/store/store.js';
import { CREATE_NOTES, notes, tags } from './notes.js';

export const TEST_MIGRATIONS = [
  ...MIGRATIONS,
  { number: MIGRATIONS.length + 1, name: 'create-test-notes', sql: CREATE_NOTES },
];

/** Opens a store with the tables of a world, and those of the tests' collections. */
export function openTestStore(url: string, options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  return openPostgresStore({ url, collections: [notes, tags], migrations: TEST_MIGRATIONS, ...options });
}
