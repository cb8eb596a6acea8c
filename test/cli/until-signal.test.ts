import { untilSignal } from '../../src/cli/until-signal.js';

let nowMs: number;

beforeEach(() => {
  nowMs = 0;
});
afterEach(() => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
});

function signalAt(ms: number, name: NodeJS.Signals): void {
  nowMs = ms;
  process.emit(name);
}

test('stops at the first signal, and hurries at the second', async () => {
  const { stop, hurry } = untilSignal({ now: () => nowMs });
  signalAt(1_000, 'SIGTERM');
  await stop;
  expect(hurry.aborted).toBe(false);
  signalAt(1_001, 'SIGINT');
  expect(hurry.aborted).toBe(true);
});

test('counts the signals of a terminal and of npm as one', () => {
  const { hurry } = untilSignal({ now: () => nowMs });
  signalAt(1_000, 'SIGINT');
  signalAt(1_010, 'SIGINT');
  expect(hurry.aborted).toBe(false);
  signalAt(1_500, 'SIGINT');
  expect(hurry.aborted).toBe(true);
});
