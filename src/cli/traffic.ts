import { once } from 'node:events';
import { type ServiceError, status } from '@grpc/grpc-js';
import { type Filter, type Record as TrafficRecord, TrafficService } from '../gen/havoc/v1/traffic.js';
import { formatBody, formatRecord } from './format-record.js';
import { say } from './output.js';
import { type SidecarOptions, withSidecar } from './sidecar.js';

export interface TrafficOptions extends Filter, SidecarOptions {
  /** Prints one line of JSON for each record, for programs. */
  json?: boolean;
}

/** Prints the newest records in the order of a log, the newest last. */
export async function listTraffic({ limit, ...options }: TrafficOptions & { limit: number }): Promise<void> {
  await withSidecar(options, async (call) => {
    const { records = [] } = await call.unary(TrafficService.list, { filter: filterOf(options), limit });
    for (const record of records.toReversed()) print(record, options);
    if (records.length === 0 && !options.json) say('No recorded traffic matches.');
  });
}

/** Prints one record with its bodies. */
export async function showTraffic(id: string, options: TrafficOptions): Promise<void> {
  await withSidecar(options, async (call) => {
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

/** Prints new records as they are made, until the sidecar stops or the person interrupts. */
export async function tailTraffic(options: TrafficOptions): Promise<void> {
  await withSidecar(options, async (call) => {
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
    await once(stream, 'end').catch((failure: ServiceError) => {
      if (failure.code !== status.CANCELLED) throw call.explain(failure);
    });
  });
}

function filterOf({ direction, name, outcome, team_id }: Filter): Filter {
  return { direction, name, outcome, team_id };
}

function print(record: TrafficRecord, { json }: TrafficOptions): void {
  say(formatRecord(record, json ?? false));
}
