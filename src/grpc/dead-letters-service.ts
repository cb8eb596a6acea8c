import { HavocError } from '../base/index.js';
import {
  type DeadLetter as DeadLetterMessage,
  type DeadLetterSelection,
  type DeadLettersDropRequest,
  type DeadLettersDropResponse,
  type DeadLettersGetRequest,
  type DeadLettersGetResponse,
  type DeadLettersListRequest,
  type DeadLettersListResponse,
  type DeadLettersReplayRequest,
  type DeadLettersReplayResponse,
  DeadLettersService,
  type DeadLetterFilter as FilterMessage,
} from '../gen/havoc/v1/dead_letters.js';
import type { DeadLetter, DeadLetterFilter, DeadLetters } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { textOf, timeOf } from './filter.js';
import type { Service } from './server.js';
import { unary } from './unary.js';

export interface DeadLettersServiceOptions {
  deadLetters: DeadLetters;
  /** Called after a replay, when envelopes are due again. */
  onReplayed: () => void;
  log: Logger;
}

const DEFAULT_LIMIT = 50;
const MOST_LIMIT = 1_000;
const MOST_IDS = 1_000;
/** The most dead letters in one transaction. */
const BATCH = 1_000;

/** Creates havoc.v1.DeadLetters, which lists, shows, replays and drops dead letters. */
export function createDeadLettersService(options: DeadLettersServiceOptions): Service {
  const { deadLetters, onReplayed, log } = options;

  return {
    definition: DeadLettersService,
    implementation: {
      list: unary<DeadLettersListRequest, DeadLettersListResponse>(
        log,
        async ({ filter, limit = DEFAULT_LIMIT, after }) => {
          if (limit < 1 || limit > MOST_LIMIT) throw badLimit(limit);
          const before = after ? idOf(after) : undefined;
          const found = await deadLetters.list(filterOf(filter), { limit, before });
          const next = found.length === limit ? found.at(-1)?.id : undefined;
          return { response: { dead_letters: found.map(toMessage), next } };
        },
      ),
      get: unary<DeadLettersGetRequest, DeadLettersGetResponse>(log, async ({ id = '' }) => {
        const found = await deadLetters.find(idOf(id));
        if (!found) throw notFound(id);
        return { response: { dead_letter: toMessage(found), raw_json: found.payload } };
      }),
      replay: unary<DeadLettersReplayRequest, DeadLettersReplayResponse>(log, async ({ selection }) => {
        const replayed = await inBatches(deadLetters.replay, filterOfSelection(selection));
        if (replayed > 0) onReplayed();
        return { response: { replayed } };
      }),
      drop: unary<DeadLettersDropRequest, DeadLettersDropResponse>(log, async ({ selection }) => {
        return { response: { dropped: await inBatches(deadLetters.drop, filterOfSelection(selection)) } };
      }),
    },
  };
}

/** Applies `take` in batches. A replayed envelope may die again in the meantime; paging by id takes each one only once. */
async function inBatches(take: DeadLetters['replay'], filter: DeadLetterFilter): Promise<number> {
  let total = 0;
  let after: string | undefined;
  for (let taken = BATCH; taken === BATCH; total += taken) {
    const ids = await take({ ...filter, after }, BATCH);
    taken = ids.length;
    after = ids.at(-1);
  }
  return total;
}

function filterOfSelection({ ids, filter }: DeadLetterSelection = {}): DeadLetterFilter {
  if (filter) return filterOf(filter);
  const named = ids?.ids ?? [];
  if (named.length === 0) throw nothingSelected();
  if (named.length > MOST_IDS) throw tooMany(named.length);
  return { ids: named.map(idOf) };
}

/** Converts the filter. An empty field matches everything. */
function filterOf({ kind, name, team_id, reason, before }: FilterMessage = {}): DeadLetterFilter {
  return {
    kind: textOf(kind, 'kind'),
    name: textOf(name, 'name'),
    teamId: textOf(team_id, 'team_id'),
    reason: textOf(reason, 'reason'),
    diedBefore: timeOf(before, 'before'),
  };
}

function toMessage(deadLetter: DeadLetter): DeadLetterMessage {
  const { id, kind, name, teamId, receivedAt, diedAt, attempts, reason, lastError } = deadLetter;
  return {
    id,
    kind,
    name,
    team_id: teamId,
    received_at: receivedAt,
    died_at: diedAt,
    attempts,
    reason,
    last_error: lastError,
  };
}

function idOf(id: string): string {
  if (/^\d{1,18}$/.test(id)) return id;
  throw bad('id', 'The id of a dead letter must be a number, as `havoc dead list` shows it.');
}

function badLimit(limit: number): HavocError {
  return bad(
    'limit',
    `limit is ${limit}, but must be 1 to ${MOST_LIMIT}. Use after to get older dead letters.`,
  );
}

function nothingSelected(): HavocError {
  return bad(
    'selection',
    'The selection is empty. Set ids, or set a filter; an empty filter selects all dead letters.',
  );
}

function tooMany(count: number): HavocError {
  return bad('selection', `The selection has ${count} ids. Set at most ${MOST_IDS} ids, or use a filter.`);
}

function bad(what: string, message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: `dead_letters.bad_${what}`, message });
}

function notFound(id: string): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'dead_letters.not_found',
    message: `There is no dead letter ${id}. It may have been replayed or dropped. \`havoc dead list\` shows all dead letters.`,
    fields: { id },
  });
}
