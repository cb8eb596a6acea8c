import { readMigrationUrl } from '../config.js';
import { migrate } from '../db/index.js';
import { say } from './output.js';

/** Brings the tables up to date and says what it did. Many may do so at once: one works, the others wait. */
export async function runMigrate(): Promise<void> {
  const { applied } = await migrate({ url: readMigrationUrl(), onProgress: say });
  if (applied.length === 0) say('The tables are up to date.');
}
