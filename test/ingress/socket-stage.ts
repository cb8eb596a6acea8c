import type { Accept } from '../../src/ingress/index.js';
import { type Line, type LineTiming, startLine } from '../../src/ingress/socket/line.js';
import { createOpen } from '../../src/ingress/socket/open.js';
import { createTake } from '../../src/ingress/socket/take.js';
import { createLogger } from '../../src/log/index.js';
import type { Answered } from '../../src/replies/index.js';
import { createSlackCall, type Incoming } from '../../src/slack/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';
import { until } from '../support/until.js';
import { type SocketSlack, startSocketSlack } from './socket-slack.js';

export const APP_TOKEN = 'xapp-1-A1-123-secret';

/** Times that are short enough for a test to wait for them. A hello or a pong may take long on a busy machine. */
export const QUICK: LineTiming = {
  helloMs: 30_000,
  pongMs: 30_000,
  silenceMs: 60_000,
  closeMs: 100,
  lingerMs: 100,
  settleMs: 1_000,
  oldestMs: 60_000,
  shortLifeMs: 0,
  firstRetryMs: 10,
  mostRetryMs: 40,
};

/** One line to a Slack that belongs to the test, with a test in place of the inbox. */
export interface LineStage {
  slack: SocketSlack;
  line: Line;
  /** What has been committed so far. */
  taken: Incoming[];
  records: TrafficEntry[];
  /** Returns the log as text. */
  log(): string;
  stop(): Promise<void>;
}

export interface LineStageOptions {
  slack?: SocketSlack;
  timing?: Partial<LineTiming>;
  accept?: (incoming: Incoming) => Promise<Answered>;
  takeSpare?: () => Promise<(() => void) | undefined>;
}

/** Starts lines for one test file, at most one in each test, and stops each line after its test. */
export function setUpLines() {
  let stage: LineStage;
  afterEach(() => stage.stop());

  async function start(options: LineStageOptions = {}): Promise<LineStage> {
    stage = await startLineStage(options);
    return stage;
  }

  return {
    start,
    /** Starts a line, and resolves when it is up. */
    async startUp(options: LineStageOptions = {}): Promise<LineStage> {
      const started = await start(options);
      await until(() => started.line.isUp());
      return started;
    },
    /** Returns the stage that the current test has started. */
    stage: () => stage,
  };
}

const ACCEPTED: Answered = { answer: Buffer.alloc(0), envelopeId: '1', outcome: 'ok' };

async function startLineStage(options: LineStageOptions = {}): Promise<LineStage> {
  const { accept: commit = async () => ACCEPTED, takeSpare = async () => () => {} } = options;
  const slack = options.slack ?? (await startSocketSlack());
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const taken: Incoming[] = [];
  const records: TrafficEntry[] = [];
  const accept: Accept = async (incoming) => {
    taken.push(incoming);
    return commit(incoming);
  };
  const line = startLine({
    open: createOpen({ call: createSlackCall({ apiUrl: slack.apiUrl }), token: APP_TOKEN }),
    take: createTake({ accept, record: (entry) => void records.push(entry), log, bodyLimitBytes: 100_000 }),
    log,
    timing: { ...QUICK, ...options.timing },
    takeSpare,
  });
  return {
    slack,
    line,
    taken,
    records,
    log: () => lines.join(''),
    async stop() {
      await line.stop();
      await slack.close();
    },
  };
}
