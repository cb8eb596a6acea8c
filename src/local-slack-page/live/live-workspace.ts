import type { Act, Message, PlacedMessage, Result, Update } from '../../local-slack/protocol.js';
import { type Connection, type ConnectionOptions, createConnection } from './connection.js';
import { withMessage, withoutMessage } from './history.js';
import { applyFrame, type ShownWorkspace, withHistory } from './shown-workspace.js';
import { LOCAL_NOTICE } from './unread.js';
import { type ReadAct, withKnown, withRead } from './with-result.js';

export interface LiveWorkspace extends Connection {
  /** Shows a message from Slackbot to this person only, in a channel or thread that the page has read. */
  notify(channel: string, text: string, thread_ts?: string): void;
  /** Removes a message that `notify` showed. */
  forget(placed: PlacedMessage): void;
}

type LiveOptions = Omit<ConnectionOptions, 'onFrame'> & { onWorkspace: (workspace: ShownWorkspace) => void };

/**
 * Opens a workspace as a person sees it, and keeps it up to date until it is stopped. The results of requests become
 * part of it: messages, users and channels. A read that is under way already is not sent again.
 */
export function openWorkspace({ onWorkspace, ...options }: LiveOptions): LiveWorkspace {
  const reads = new Map<string, { since: Update[]; answer: Promise<Result> }>();
  let workspace: ShownWorkspace | undefined;
  const show = (next: ShownWorkspace | undefined) => {
    if (!next || next === workspace) return;
    workspace = next;
    onWorkspace(next);
  };
  const connection = createConnection({
    ...options,
    onFrame: (frame) => {
      if (frame.type === 'change') for (const { since } of reads.values()) since.push(...frame.updates);
      show(applyFrame(workspace, frame));
    },
  });

  const request = async (act: Act): Promise<Result> => {
    const result = await connection.request(act);
    show(workspace && withKnown(workspace, result));
    return result;
  };
  const read = (act: ReadAct): Promise<Result> => {
    const key = JSON.stringify(act);
    const underWay = reads.get(key);
    if (underWay) return underWay.answer;
    const since: Update[] = [];
    const answer = request(act).then((result) => {
      reads.delete(key);
      if (result.ok) show(workspace && withRead(workspace, { act, result, since }));
      return result;
    });
    reads.set(key, { since, answer });
    return answer;
  };
  return {
    request: (act) => (act.type === 'read_channel' || act.type === 'read_thread' ? read(act) : request(act)),
    stop: connection.stop,
    notify: (channel, text, thread_ts) => {
      const history = workspace?.histories.get(channel);
      if (!workspace || !history) return;
      const notice = { channel, message: slackbotSays(text, thread_ts), ephemeral_to: workspace.you };
      show(withHistory(workspace, channel, withMessage(history, notice)));
    },
    forget: ({ channel, message, ephemeral_to }) => {
      const history = workspace?.histories.get(channel);
      if (!workspace || !history) return;
      const place = { channel, ts: message.ts, ephemeral_to };
      show(withHistory(workspace, channel, withoutMessage(history, place)));
    },
  };
}

function slackbotSays(text: string, thread_ts?: string): Message {
  const ts = (Date.now() / 1000).toFixed(6);
  return {
    type: 'message',
    subtype: LOCAL_NOTICE,
    ts,
    user: 'USLACKBOT',
    username: 'Slackbot',
    text,
    thread_ts,
  };
}
