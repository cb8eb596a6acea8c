import { type ChatStreamOptions, createChatStream } from '../../src/outbound/chat-stream.js';

export type Args = Record<string, unknown>;

/** Sets up a Slack that refuses methods with these errors, one for each call, and timers that a test fires. */
export function setUp(
  refusals: Record<string, (string | undefined)[]> = {},
  options: Partial<ChatStreamOptions> = {},
) {
  const calls: [method: string, args: Args][] = [];
  const timers: { run: () => void; ms: number; isStopped: boolean }[] = [];
  const stream = createChatStream({
    start: { channel: 'C1' },
    flushMs: 700,
    async call(method, args) {
      calls.push([method, args]);
      const error = refusals[method]?.shift();
      return { ok: !error, ...(error && { error }), status: 200, body: { ok: !error, ts: '1.2' } };
    },
    startTimer(run, ms) {
      const timer = { run, ms, isStopped: false };
      timers.push(timer);
      return () => {
        timer.isStopped = true;
      };
    },
    ...options,
  });
  const running = () => timers.filter(({ isStopped }) => !isStopped);
  return { stream, calls, running, names: () => calls.map(([method]) => method.replace('chat.', '')) };
}

export const place = { channel: 'C1', ts: '1.2' };
export const said = (text: string) => ({ type: 'markdown_text', text });
export const task = (id: string) => ({ type: 'task_update', id });
