import { HavocError } from '../../base/index.js';
import {
  describeProblem,
  type Grant,
  type Problem,
  readInstallations,
  saveGrant,
} from '../../installations/index.js';
import { say, tell } from '../output.js';
import { createProgress } from '../progress.js';
import { type StorageOptions, withStorage } from '../storage.js';
import { counted } from './counted.js';

export interface ImportOptions extends StorageOptions {
  /** Takes only installations of this app. */
  app?: string;
  /** Imports what can be read, even if something cannot. */
  skipInvalid?: boolean;
}

/** How many problems are printed. */
const MOST_PRINTED = 20;

/**
 * Imports the installations of another OAuth store. Everything is read before anything is stored. Newer stored
 * tokens stay, so an import can be repeated.
 *
 * @throws HavocError `cli.bad_import` (invalid_argument), `cli.several_apps` (invalid_argument),
 * `cli.nothing_to_import` (not_found), `vault.no_keys` (failed_precondition), or as readInstallations and withStorage
 * do
 */
export async function importInstallations(path: string, options: ImportOptions): Promise<void> {
  const grants = await read(path, options);
  const counts = { new: 0, updated: 0, older: 0 };
  await withStorage(options, async ({ database, vault, replica }) => {
    vault.currentKeyId();
    const progress = createProgress('Imported');
    let done = 0;
    for (const grant of grants) {
      const saved = await database.transaction((tx) => saveGrant(tx, { vault, replica }, grant));
      counts[saved] += 1;
      done += 1;
      progress(done, grants.length);
    }
  });
  say(
    `${counted(grants.length, 'installation')}: ${counts.new} new, ${counts.updated} updated, ` +
      `${counts.older} skipped because havoc has the same or newer ones.`,
  );
  const rotating = grants.filter(({ bot, users }) =>
    [bot, ...users].some((token) => token?.refresh_token),
  ).length;
  if (rotating > 0)
    tell(
      `The tokens of ${counted(rotating, 'installation')} rotate. Keep the app that they come from stopped: if it refreshes a ` +
        'token, the one in havoc becomes invalid.',
    );
}

async function read(path: string, { app, skipInvalid = false }: ImportOptions): Promise<Grant[]> {
  const problems: Problem[] = [];
  const ignored = new Map<string, number>();
  const report = {
    onProblem: (problem: Problem) => void problems.push(problem),
    onIgnored: (what: string) => void ignored.set(what, (ignored.get(what) ?? 0) + 1),
  };
  const grants: Grant[] = [];
  for await (const grant of readInstallations(path, report)) grants.push(grant);
  for (const problem of problems.slice(0, MOST_PRINTED)) tell(describeProblem(problem));
  if (problems.length > MOST_PRINTED) tell(`… and ${problems.length - MOST_PRINTED} more`);
  if (problems.length > 0 && !skipInvalid) throw badImport(problems.length);
  const left = [...ignored].map(([what, count]) => `${what} (${count})`);
  if (left.length > 0) tell(`Not imported: ${left.join(', ')}`);
  const mine = app === undefined ? grants : grants.filter(({ app_id }) => app_id === app);
  if (mine.length < grants.length)
    tell(`Not imported: ${counted(grants.length - mine.length, 'installation')} of other apps`);
  const apps = [...new Set(mine.flatMap(({ app_id }) => app_id ?? []))];
  if (apps.length > 1) throw severalApps(apps);
  if (mine.length === 0) throw nothing(path);
  return mine;
}

function badImport(count: number): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'cli.bad_import',
    message: `Nothing was imported, because of ${counted(count, 'problem')}. Correct the input, or give --skip-invalid to import the rest.`,
  });
}

function severalApps(apps: readonly string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'cli.several_apps',
    message: `Nothing was imported, because there are installations of several apps: ${apps.join(', ')}. Name yours with --app.`,
  });
}

function nothing(path: string): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'cli.nothing_to_import',
    message: `${path} contains no installation to import. Name the file or folder with the installations of your app.`,
  });
}
