import type { LedgerCall } from '../../src/messages/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';

/** A fake Slack with one channel and the methods that the ledger calls. */
export function createFakeSlack() {
  const messages = new Map<string, Record<string, unknown>>();
  const calls: string[] = [];
  const answers: SlackAnswer[] = [];
  let gate: Promise<void> | undefined;
  let posted = 0;

  const ok = (body: Record<string, unknown>): SlackAnswer => ({
    ok: true,
    status: 200,
    body: { ok: true, ...body },
  });
  const refuse = (error: string): SlackAnswer => ({
    ok: false,
    error,
    status: 200,
    body: { ok: false, error },
  });

  function act(method: string, args: Record<string, unknown>): SlackAnswer {
    const { channel } = args;
    if (method === 'chat.postMessage') {
      const ts = `1700000000.${String(++posted).padStart(6, '0')}`;
      messages.set(ts, args);
      return ok({ channel, ts });
    }
    const ts = String(args.ts);
    if (!messages.has(ts)) return refuse('message_not_found');
    if (method === 'chat.delete') messages.delete(ts);
    else messages.set(ts, { ...messages.get(ts), ...args });
    return ok({ channel, ts });
  }

  const call: LedgerCall = async ({ method, args }) => {
    calls.push(method);
    await gate;
    return answers.shift() ?? act(method, args);
  };

  return {
    call,
    calls,
    messages,
    texts: () => [...messages.values()].map(({ text }) => text),
    /** Refuses the next call. */
    refuseNext: (error: string) => void answers.push(refuse(error)),
    /** Makes calls wait until the returned function is called. */
    hold(): () => void {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = () => {
          gate = undefined;
          resolve();
        };
      });
      return () => open();
    },
  };
}
