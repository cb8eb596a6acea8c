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
  /** Selects envelopes that became dead letters before this time. */
  before?: Date;
}

export interface DeadListOptions extends DeadFilterOptions {
  limit: number;
  /** Prints one line of JSON for each, for programs. */
  json?: boolean;
}

export interface DeadSelectOptions extends DeadFilterOptions {
  /** Selects all dead letters, or with filters all that match. */
  all?: boolean;
}

export interface DeadDropOptions extends DeadSelectOptions {
  /** Skips the confirmation. */
  yes?: boolean;
}

/** The maximum that the sidecar lists at once. */
const PAGE = 1_000;
const NONE = 'No dead letter matches.';

/** Prints the newest dead letters in the order of a log, the newest last. */
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

/** Prints one dead letter with its last error and its payload. */
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
    say(`\nlast error\n${dead_letter.last_error || '(none)'}`);
    say(`\npayload\n${formatBody(raw_json)}`);
  });
}

/**
 * Replays dead letters, and prints their number.
 *
 * @throws HavocError `cli.dead_letter_gone` (not_found) when a given id does not exist
 */
export async function replayDead(ids: string[], options: DeadSelectOptions): Promise<void> {
  const selection = selectionOf(ids, options);
  await withSidecar(options, async ({ unary }) => {
    const { replayed = 0 } = await unary(DeadLettersService.replay, { selection });
    report(replayed, ids, 'due again');
  });
}

/**
 * Deletes dead letters permanently, and prints their number. Asks for confirmation first, unless the dead letters are
 * given by id or none matches.
 *
 * @throws HavocError `cli.dead_letter_gone` (not_found) when a given id does not exist
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
      await confirm(`deletes ${amount(dead_letters.length, next !== undefined)} permanently`);
    }
    const { dropped = 0 } = await unary(DeadLettersService.drop, { selection });
    report(dropped, ids, 'dropped');
  });
}

function amount(count: number, isMore: boolean): string {
  return `${isMore ? 'more than ' : ''}${count} dead letter${count === 1 ? '' : 's'}`;
}

/** Returns the selection. Throws unless it is either by ids or by filters, so that a bare command does not select all. */
function selectionOf(ids: string[], options: DeadSelectOptions): DeadLetterSelection {
  const filter = filterOf(options);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0 && !isFiltered && !options.all) return { ids: { ids } };
  if (ids.length === 0 && (isFiltered || options.all)) return { filter };
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'cli.bad_selection',
    message:
      'Give either the ids of the dead letters, or --kind, --name, --team, --reason, --before or --all.',
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
      `${counted(count)} ${done}; ${missing} of the given ids ${missing === 1 ? 'does' : 'do'} not exist. ` +
      '`havoc dead list` prints the existing ones.',
  });
}

function counted(count: number): string {
  if (count > 1) return `${count} dead letters are`;
  return count === 1 ? '1 dead letter is' : 'No dead letter is';
}
