import { once } from 'node:events';
import {
  type ChannelCredentials,
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { formatAddress, HavocError, parseAddress } from '../base/index.js';
import { type Filter, type Record as TrafficRecord, TrafficService } from '../gen/havoc/v1/traffic.js';
import { formatBody, formatRecord } from './format-record.js';
import { say } from './output.js';

export interface TrafficOptions extends Filter {
  /** Of the sidecar. */
  address: string;
  /** Of a sidecar beyond this machine. */
  token?: string;
  /** One line of JSON a record, for programs. */
  json?: boolean;
}

/** Lists the newest records, oldest of them first, as a log reads. */
export async function listTraffic({ limit, ...options }: TrafficOptions & { limit: number }): Promise<void> {
  await withClient(options, async (call) => {
    const { records = [] } = await call.unary(TrafficService.list, { filter: filterOf(options), limit });
    for (const record of records.toReversed()) print(record, options);
    if (records.length === 0) say('No traffic is recorded that fits.');
  });
}

/** Shows one record whole. */
export async function showTraffic(id: string, options: TrafficOptions): Promise<void> {
  await withClient(options, async (call) => {
    const { record } = await call.unary(TrafficService.show, { id });
    if (!record) return;
    print(record, options);
    if (options.json) return;
    for (const name of ['request', 'response'] as const) {
      const body = record[name];
      if (body && body.length > 0) say(`\n${name}\n${formatBody(body)}`);
    }
  });
}

/** Prints records as they are made, until the sidecar stops or the person does. */
export async function tailTraffic(options: TrafficOptions): Promise<void> {
  await withClient(options, async (call) => {
    const { path, requestSerialize, responseDeserialize } = TrafficService.tail;
    const stream = call.client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { filter: filterOf(options) },
      call.metadata,
    );
    stream.on('data', ({ record }: { record?: TrafficRecord }) => record && print(record, options));
    process.once('SIGINT', () => stream.cancel());
    await once(stream, 'end').catch(ignoreCancelled);
  });
}

interface Call {
  client: Client;
  metadata: Metadata;
  unary<Request, Response>(method: MethodDefinition<Request, Response>, request: Request): Promise<Response>;
}

async function withClient(options: TrafficOptions, body: (call: Call) => Promise<void>): Promise<void> {
  const target = formatAddress(parseAddress(options.address));
  const client = new Client(target, channelCredentials(options));
  const metadata = new Metadata();
  if (options.token) metadata.set('authorization', `Bearer ${options.token}`);
  const unary: Call['unary'] = ({ path, requestSerialize, responseDeserialize }, request) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        (failure, answer) => {
          if (answer) resolve(answer);
          else reject(explain(failure, target));
        },
      );
    });
  try {
    await body({ client, metadata, unary });
  } finally {
    client.close();
  }
}

function channelCredentials({ token }: TrafficOptions): ChannelCredentials {
  return token ? credentials.createSsl() : credentials.createInsecure();
}

function explain(failure: ServiceError | null, target: string): HavocError {
  const isAbsent = failure?.code === 14;
  const message = isAbsent
    ? `No sidecar answers at ${target}: start it, or name another address by --address or HAVOC_ADDRESS.`
    : (failure?.details ?? 'The sidecar answered nothing.');
  return new HavocError({
    kind: isAbsent ? 'unavailable' : 'failed_precondition',
    code: 'cli.call_failed',
    message,
    cause: failure,
  });
}

function ignoreCancelled(failure: unknown): void {
  if ((failure as ServiceError).code !== 1) throw failure;
}

function filterOf({ direction, name, outcome, team_id }: Filter): Filter {
  return { direction, name, outcome, team_id };
}

function print(record: TrafficRecord, { json }: TrafficOptions): void {
  say(formatRecord(record, json ?? false));
}
