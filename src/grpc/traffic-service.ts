import type { ServerWritableStream } from '@grpc/grpc-js';
import { HavocError } from '../base/index.js';
import type { Tx } from '../db/index.js';
import {
  type Filter,
  type ListRequest,
  type ListResponse,
  type Record as RecordMessage,
  type ShowRequest,
  type ShowResponse,
  type TailRequest,
  type TailResponse,
  TrafficService,
} from '../gen/havoc/v1/traffic.js';
import type { Logger } from '../log/index.js';
import {
  type FindPayload,
  findTraffic,
  listTraffic,
  matchesFilter,
  type TrafficFilter,
  type TrafficRecord,
  type TrafficRecorder,
} from '../traffic/index.js';
import { statusOfFailure } from './call-context.js';
import { textOf } from './filter.js';
import { checkRead } from './malformed.js';
import type { Service } from './server.js';
import { unary } from './unary.js';

export interface TrafficServiceOptions {
  traffic: Pick<TrafficRecorder, 'onRecord'>;
  db: { prisma: Tx };
  /** Finds the payload of the envelope that a request became. */
  findPayload: FindPayload;
  log: Logger;
}

const DEFAULT_LIMIT = 50;
const MOST_LIMIT = 1_000;
/** The most records that wait for a reader. A reader that is slower than the traffic misses records. */
const MOST_UNREAD = 1_000;

/** Creates havoc.v1.Traffic, which shows recorded traffic and follows the traffic of this process. */
export function createTrafficService({ traffic, db, findPayload, log }: TrafficServiceOptions): Service {
  function tail(stream: ServerWritableStream<TailRequest, TailResponse>): void {
    let filter: TrafficFilter;
    try {
      checkRead(stream.request);
      filter = filterOf(stream.request.filter);
    } catch (thrown) {
      stream.emit('error', statusOfFailure(thrown, stream.getPath(), log));
      return;
    }
    const stop = traffic.onRecord(({ request, response, ...record }) => {
      if (stream.writableLength >= MOST_UNREAD || !matchesFilter(record, filter)) return;
      stream.write({ record: toMessage(record) });
    });
    for (const end of ['cancelled', 'close', 'error']) stream.on(end, stop);
  }

  return {
    definition: TrafficService,
    implementation: {
      list: unary<ListRequest, ListResponse>(log, async ({ filter, limit = DEFAULT_LIMIT, before }) => {
        if (limit < 1 || limit > MOST_LIMIT) throw badLimit(limit);
        const page = { limit, ...(before && { before: idOf(before) }) };
        const records = await listTraffic(db.prisma, { filter: filterOf(filter), ...page });
        return { response: { records: records.map(toMessage) } };
      }),
      show: unary<ShowRequest, ShowResponse>(log, async ({ id = '' }) => {
        const record = await findTraffic(db.prisma, idOf(id), findPayload);
        if (!record) throw notFound(id);
        return { response: { record: toMessage(record) } };
      }),
      tail,
    },
  };
}

/** Converts the filter. An empty field matches everything. */
function filterOf({ direction, name, outcome, team_id }: Filter = {}): TrafficFilter {
  return {
    direction: textOf(direction, 'direction'),
    name: textOf(name, 'name'),
    outcome: textOf(outcome, 'outcome'),
    team_id: textOf(team_id, 'team_id'),
  };
}

function toMessage({ id, envelope_id, tookMs, ...record }: TrafficRecord): RecordMessage {
  return {
    ...record,
    id: id?.toString(),
    envelope_id: envelope_id?.toString(),
    took_ms: tookMs,
    request: record.request && Buffer.from(record.request),
    response: record.response && Buffer.from(record.response),
  };
}

function idOf(id: string): bigint {
  if (/^\d{1,18}$/.test(id)) return BigInt(id);
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'traffic.bad_id',
    message: 'The id of a record must be a number, as `havoc traffic list` shows it.',
  });
}

function badLimit(limit: number): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'traffic.bad_limit',
    message: `limit is ${limit}, but must be 1 to ${MOST_LIMIT}. Use before to get older records.`,
  });
}

function notFound(id: string): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'traffic.not_found',
    message: `There is no record ${id}. Its retention may be over. \`havoc traffic list\` shows all records.`,
    fields: { id },
  });
}
