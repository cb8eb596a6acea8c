import type { ServerDuplexStream } from '@grpc/grpc-js';
import { HavocError } from '../../base/index.js';
import type { Exit } from '../../dev/index.js';
import { methods } from '../../gen/havoc/slack/methods.js';
import {
  EventsService,
  type Handles,
  type Open,
  type SubscribeRequest,
  type SubscribeResponse,
} from '../../gen/havoc/v1/events.js';
import { createApiService, createSlackServices, type Service, startGrpcServer } from '../../grpc/index.js';
import { createLogger, type Logger } from '../../log/index.js';
import { appEnvironment } from '../app-environment.js';
import { needsDevelopment } from '../needs-development.js';
import type { Say } from '../output.js';

export interface CaptureOptions {
  /** The app's own command and its arguments; where there is none, an app is waited for that somebody else starts. */
  command: readonly string[];
  /** Where that app is waited for. */
  address: string;
  /** How long the app may take until it says the first of what it listens to. */
  waitMs: number;
  /** What the app writes, and what goes on. */
  onLine: Say;
}

/** What an app says of itself. */
export interface Declared {
  /** The name that its first stream gave. */
  name: string;
  /** Of all its streams. */
  handles: Handles[];
}

/** Listeners that are added one after another, or by several processes, come within it. */
const QUIET_MS = 500;
/** How long the app may take to end. */
const GRACE_MS = 10_000;
const LEASE_MS = 30_000;

/**
 * Stands in for a sidecar until the app has said what it listens to. Whatever the app calls meanwhile is answered by
 * an `ok` with nothing in it; nothing reaches Slack. An app that was started for this is ended.
 *
 * @throws HavocError `cli.app_ended` (failed_precondition) or `cli.app_silent` (deadline_exceeded), or as starting does
 */
export async function captureDeclared({
  command,
  address,
  waitMs,
  onLine,
}: CaptureOptions): Promise<Declared> {
  const log = createLogger({ level: 'silent' });
  const opens: Open[] = [];
  const hearing = createHearing(waitMs);
  const services = [
    listen((open) => {
      opens.push(open);
      hearing.heard();
    }),
    ...slackOfNothing(log),
  ];
  const isOwn = command.length > 0;
  const server = await startGrpcServer({ address: isOwn ? '127.0.0.1:0' : address, services, log });
  try {
    if (isOwn) await whileAppRuns({ command, address: server.address, onLine }, hearing.settled);
    else {
      onLine(`Start your app with HAVOC_ADDRESS=${server.address}: it is waited for.`);
      await hearing.settled;
    }
  } finally {
    hearing.end();
    await server.stop(0);
  }
  return { name: opens[0]?.name ?? '', handles: opens.flatMap(({ handles = [] }) => handles) };
}

/** Settles once something was heard and then nothing more; rejects where nothing was. */
function createHearing(waitMs: number): { settled: Promise<void>; heard(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  let settle = () => {};
  const settled = new Promise<void>((resolve, reject) => {
    settle = resolve;
    timer = setTimeout(() => reject(silent(waitMs)), waitMs);
  });
  // Whoever does not come to wait for it has failed before.
  settled.catch(() => undefined);
  const end = () => clearTimeout(timer);
  const heard = () => {
    end();
    timer = setTimeout(settle, QUIET_MS);
  };
  return { settled, heard, end };
}

async function whileAppRuns(
  { command, address, onLine }: Omit<CaptureOptions, 'waitMs'>,
  work: Promise<void>,
): Promise<void> {
  const { startWatchedProcess } = await needsDevelopment(() => import('../../dev/index.js'));
  const [file = '', ...args] = command;
  const app = await startWatchedProcess({
    command: file,
    args,
    // Whoever stands in for the sidecar here speaks no TLS.
    env: { ...appEnvironment(['HAVOC_GRPC_']), HAVOC_ADDRESS: address },
    graceMs: GRACE_MS,
    onLine: (line) => onLine(`app │ ${line}`),
  });
  try {
    await Promise.race([work, app.exited.then((exit) => Promise.reject(ended(exit)))]);
  } finally {
    await app.stop();
  }
}

type Subscribing = ServerDuplexStream<SubscribeRequest, SubscribeResponse>;

function listen(onOpen: (open: Open) => void): Service {
  function subscribe(stream: Subscribing): void {
    stream.on('error', () => stream.end());
    stream.on('end', () => stream.end());
    stream.on('data', ({ open }: SubscribeRequest) => {
      if (!open) return;
      stream.write({ opened: { id: '1', lease_ms: LEASE_MS } });
      onOpen(open);
    });
  }
  const respond = (_call: unknown, callback: (failure: null, answer: object) => void) => callback(null, {});
  return { definition: EventsService, implementation: { subscribe, respond } };
}

/** Apps that look around before they listen are let do so. */
function slackOfNothing(log: Logger): Service[] {
  const send = async () => ({ ok: true, status: 200, body: { ok: true } });
  return [createApiService({ send, methods, log }), ...createSlackServices({ send, methods, log })];
}

export function silent(waitMs: number): HavocError {
  return new HavocError({
    kind: 'deadline_exceeded',
    code: 'cli.app_silent',
    message: `No app said within ${waitMs / 1_000} s what it listens to: it must call havoc.start(), and reach the address in its HAVOC_ADDRESS. --wait gives it longer.`,
  });
}

function ended({ code, signal }: Exit): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.app_ended',
    message: `The app ended ${signal === null ? `with code ${code}` : `by ${signal}`} before it said what it listens to: what it wrote above may say why.`,
  });
}
