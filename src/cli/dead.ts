import { HavocError, jsonText } from '../base/index.js';
import {
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterSelection,
  DeadLettersService,
} from '../gen/havoc/v1/dead_letters.js';
import { confirm } from './confirm.js';
import { formatBody } from './format-record.js';
import { say } from './output.js';
import { type SidecarOptions, withSidecar } from './sidecar.js';

export interface DeadFilterOptions extends SidecarOptions {
  kind?: string;
  name?: string;
  team?: string;
  reason?: string;
  /** Died before it. */
  before?: Date;
}

export interface DeadListOptions extends DeadFilterOptions {
  limit: number;
  /** One line of JSON a dead letter, for programs. */
  json?: boolean;
}

export interface DeadSelectOptions extends DeadFilterOptions {
  /** All of them, or with filters all that match. */
  all?: boolean;
}

export interface DeadDropOptions extends DeadSelectOptions {
  /** Asks nothing. */
  yes?: boolean;
}

/** The most that the sidecar lists at once. */
const PAGE = 1_000;
const NONE = 'There is no dead letter that fits.';

/** Lists the newest dead letters, oldest of them first, as a log reads. */
export async function listDead({ limit, json = false, ...options }: DeadListOptions): Promise<void> {
  await withSidecar(options, async ({ unary }) => {
    const found: DeadLetter[] = [];
    let after: string | undefined;
    do {
      const page = { filter: filterOf(options), limit: Math.min(PAGE, limit - found.length), after };
      const { dead_letters = [], next } = await unary(DeadLettersService.list, page);
      found.push(...dead_letters);
      after = next;
    } while (after !== undefined && found.length < limit);
    for (const deadLetter of found.toReversed()) say(format(deadLetter, json));
    if (found.length === 0 && !json) say(NONE);
  });
}

/** Shows one whole: what is known of it, and what Slack sent. */
export async function showDead(
  id: string,
  { json = false, ...options }: SidecarOptions & { json?: boolean },
): Promise<void> {
  await withSidecar(options, async ({ unary }) => {
    const { dead_letter = {}, raw_json = new Uint8Array() } = await unary(DeadLettersService.get, { id });
    if (json) {
      const known: object = JSON.parse(format(dead_letter, true));
      say(jsonText({ ...known, payload: JSON.parse(Buffer.from(raw_json).toString()) }));
      return;
    }
    say(format(dead_letter, false));
    say(`\nlast error\n${dead_letter.last_error || 'none was given'}`);
    say(`\npayload\n${formatBody(raw_json)}`);
  });
}

/**
 * Makes dead letters due again, and says how many.
 *
 * @throws HavocError `cli.dead_letter_gone` (not_found) where one that is named is not there
 */
export async function replayDead(ids: string[], options: DeadSelectOptions): Promise<void> {
  const selection = selectionOf(ids, options);
  await withSidecar(options, async ({ unary }) => {
    const { replayed = 0 } = await unary(DeadLettersService.replay, { selection });
    report(replayed, ids, 'due again');
  });
}

/**
 * Deletes dead letters for good, and says how many; asks first where they are not named by their ids and there are any.
 *
 * @throws HavocError `cli.dead_letter_gone` (not_found) where one that is named is not there
 */
export async function dropDead(ids: string[], { yes = false, ...options }: DeadDropOptions): Promise<void> {
  const selection = selectionOf(ids, options);
  await withSidecar(options, async ({ unary }) => {
    if (selection.filter && !yes) {
      const { dead_letters, next } = await unary(DeadLettersService.list, {
        filter: selection.filter,
        limit: PAGE,
      });
      if (!dead_letters?.length) return say(NONE);
      await confirm(`deletes ${amount(dead_letters.length, next !== undefined)} for good`);
    }
    const { dropped = 0 } = await unary(DeadLettersService.drop, { selection });
    report(dropped, ids, 'dropped');
  });
}

function amount(count: number, isMore: boolean): string {
  return `${isMore ? 'more than ' : ''}${count} dead letter${count === 1 ? '' : 's'}`;
}

/** Nobody means all of them by saying nothing. */
function selectionOf(ids: string[], options: DeadSelectOptions): DeadLetterSelection {
  const filter = filterOf(options);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0 && !isFiltered && !options.all) return { ids: { ids } };
  if (ids.length === 0 && (isFiltered || options.all)) return { filter };
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'cli.bad_selection',
    message:
      'Name the dead letters by their ids, or select them by --kind, --name, --team, --reason, --before or --all.',
  });
}

function filterOf({ kind, name, team, reason, before }: DeadFilterOptions): DeadLetterFilter {
  return { kind, name, team_id: team, reason, before };
}

function format(deadLetter: DeadLetter, asJson: boolean): string {
  if (asJson) return JSON.stringify(deadLetter);
  const { id = '', kind = '', name = '', team_id = '', died_at, attempts = 0, reason = '' } = deadLetter;
  const [error = ''] = (deadLetter.last_error ?? '').split('\n', 1);
  const cells = [
    died_at?.toISOString() ?? '',
    id.padStart(8),
    `${kind} ${name}`.trimEnd().padEnd(36),
    team_id.padEnd(11),
    reason === 'termed' ? 'termed     ' : `${attempts} attempt${attempts === 1 ? '' : 's'}`.padEnd(11),
    error,
  ];
  return cells.join('  ').trimEnd();
}

function report(count: number, ids: readonly string[], done: string): void {
  const missing = new Set(ids).size - count;
  if (ids.length === 0 || missing <= 0) {
    say(count === 0 ? NONE : `${counted(count)} ${done}.`);
    return;
  }
  throw new HavocError({
    kind: 'not_found',
    code: 'cli.dead_letter_gone',
    message:
      `${counted(count)} ${done}; ${missing} of those named ${missing === 1 ? 'is' : 'are'} not there: ` +
      '`havoc dead list` names those that are.',
  });
}

function counted(count: number): string {
  if (count > 1) return `${count} dead letters are`;
  return count === 1 ? '1 dead letter is' : 'No dead letter is';
}
