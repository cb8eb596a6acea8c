import { stat } from 'node:fs/promises';
import { HavocError } from '../../base/index.js';
import type { Grant } from '../installation.js';
import { mergeGrants } from './merge-grants.js';
import { readGrantsIn } from './read-file.js';
import { readGrantsBelow } from './read-folder.js';
import type { Report } from './report.js';

/**
 * Reads the installations of another OAuth store: a file, or a folder with all files in it. The formats are recognised
 * by the content:
 *
 * - `Installation` of @slack/oauth (Bolt for JavaScript) and of slack_sdk (Bolt for Python) as JSON, one in each line
 *   or all in a list;
 * - the folder of the FileInstallationStore of either;
 * - the tables `slack_installations` and `slack_bots` of slack_sdk's stores as CSV or JSON.
 *
 * Yields one grant for each workspace and each org-wide installation, with the newest tokens. What cannot be read goes
 * to the report, and reading continues.
 *
 * @throws HavocError `installations.unreadable` (not_found) if there is nothing at the path
 */
export async function* readInstallations(path: string, report: Report): AsyncGenerator<Grant> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const grants = found.isDirectory() ? await readGrantsBelow(path, report) : await readGrantsIn(path, report);
  yield* mergeGrants(grants);
}

function unreadable(path: string, cause: unknown): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'installations.unreadable',
    message: `${path} cannot be read. Name a file or folder with installations.`,
    cause,
  });
}
