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
  /** Called when some are due again. */
  onReplayed: () => void;
  log: Logger;
}

const DEFAULT_LIMIT = 50;
const MOST_LIMIT = 1_000;
const MOST_IDS = 1_000;
/** So many go in one transaction. */
const BATCH = 1_000;

/** havoc.v1.DeadLetters: what could not be handled, to look at, to deliver once more, or to forget. */
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

/** What is replayed may die again meanwhile: none is taken twice. */
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

/** An empty field asks for nothing. */
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
  throw bad('id', 'The id of a dead letter is a number, as `havoc dead list` shows it.');
}

function badLimit(limit: number): HavocError {
  return bad(
    'limit',
    `limit is ${limit}; ask for 1 to ${MOST_LIMIT} dead letters, and for older ones with after.`,
  );
}

function nothingSelected(): HavocError {
  return bad(
    'selection',
    'Nothing is selected: name dead letters by ids, or give a filter; an empty one is all.',
  );
}

function tooMany(count: number): HavocError {
  return bad('selection', `${count} ids are too many at once: name up to ${MOST_IDS}, or give a filter.`);
}

function bad(what: string, message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: `dead_letters.bad_${what}`, message });
}

function notFound(id: string): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'dead_letters.not_found',
    message: `There is no dead letter ${id}, or it was replayed or dropped; \`havoc dead list\` shows what there is.`,
    fields: { id },
  });
}
