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
  /** The app's command and its arguments. If empty, waits for an app that is started separately. */
  command: readonly string[];
  /** The address at which to wait for that app. */
  address: string;
  /** How long the app may take until its first declaration. */
  waitMs: number;
  /** Receives the app's output and progress messages. */
  onLine: Say;
}

/** An app's declarations. */
export interface Declared {
  /** The name given by the app's first stream. */
  name: string;
  /** The declarations of all its streams. */
  handles: Handles[];
}

/** Declarations count as complete after this time without a new one. Apps may add listeners one after another. */
const QUIET_MS = 500;
/** How long the app may take to end. */
const GRACE_MS = 10_000;
const LEASE_MS = 30_000;

/**
 * Plays the sidecar until the app has declared what it listens to. It answers each of the app's calls with an empty
 * `ok`, and nothing reaches Slack. If it started the app, it stops the app.
 *
 * @throws HavocError `cli.app_ended` (failed_precondition), `cli.app_silent` (deadline_exceeded), or an error of starting
 * the app or the server
 */
export async function captureDeclared({
  command,
  address,
  waitMs,
  onLine,
}: CaptureOptions): Promise<Declared> {
  const log = createLogger({ level: 'silent' });
  const opens: Open[] = [];
  const awaiting = createAwaiting(waitMs);
  const services = [
    listen((open) => {
      opens.push(open);
      awaiting.received();
    }),
    ...slackOfNothing(log),
  ];
  const isOwn = command.length > 0;
  const server = await startGrpcServer({ address: isOwn ? '127.0.0.1:0' : address, services, log });
  try {
    if (isOwn) await whileAppRuns({ command, address: server.address, onLine }, awaiting.settled);
    else {
      onLine(`Waiting for your app. Start it with HAVOC_ADDRESS=${server.address}`);
      await awaiting.settled;
    }
  } finally {
    awaiting.end();
    await server.stop(0);
  }
  return { name: opens[0]?.name ?? '', handles: opens.flatMap(({ handles = [] }) => handles) };
}

/** `settled` resolves QUIET_MS after the last call of `received`. It rejects if no call comes within `waitMs`. */
function createAwaiting(waitMs: number): { settled: Promise<void>; received(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  let settle = () => {};
  const settled = new Promise<void>((resolve, reject) => {
    settle = resolve;
    timer = setTimeout(() => reject(silent(waitMs)), waitMs);
  });
  // If the caller fails before it awaits this, a later rejection must not end the process.
  settled.catch(() => undefined);
  const end = () => clearTimeout(timer);
  const received = () => {
    end();
    timer = setTimeout(settle, QUIET_MS);
  };
  return { settled, received, end };
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
    // This stand-in for the sidecar does not serve TLS.
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

/** A Slack whose methods all answer an empty `ok`, for apps that call methods before they listen. */
function slackOfNothing(log: Logger): Service[] {
  const send = async () => ({ ok: true, status: 200, body: { ok: true } });
  return [createApiService({ send, methods, log }), ...createSlackServices({ send, methods, log })];
}

export function silent(waitMs: number): HavocError {
  return new HavocError({
    kind: 'deadline_exceeded',
    code: 'cli.app_silent',
    message: `No app declared its listeners within ${waitMs / 1_000} s. It must call havoc.start(), and connect to the address in its HAVOC_ADDRESS. Use --wait to allow more time.`,
  });
}

function ended({ code, signal }: Exit): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.app_ended',
    message: `The app ended ${signal === null ? `with code ${code}` : `by ${signal}`} before it declared its listeners. Its output above may show the cause.`,
  });
}
