import { useCallback, useEffect, useRef, useState } from 'react';
import type { Act, Message, PlacedMessage, Result } from '../../local-slack/protocol.js';
import { type Connection, type ConnectionStatus, createConnection } from './connection.js';
import { applyUpdate, type ShownWorkspace } from './shown-workspace.js';

/**
 * The live workspace as a person sees it, or as the first person if none is given. It is kept up to date while the
 * component is mounted. After a change of the person, the workspace of the one before is shown until the new one comes.
 */
export function useWorkspace(url: string, as: string | undefined) {
  const [workspace, setWorkspace] = useState<ShownWorkspace>();
  const [status, setStatus] = useState<ConnectionStatus>('connecting');
  const connection = useRef<Connection>(undefined);
  const you = useRef<string>(undefined);
  useEffect(() => {
    if (you.current !== undefined && you.current === as) return;
    connection.current?.stop();
    connection.current = createConnection({
      url: as === undefined ? url : `${url}?as=${encodeURIComponent(as)}`,
      onUpdate: (update) => {
        if (update.type === 'snapshot') you.current = update.snapshot.you;
        setWorkspace((current) => applyUpdate(current, update));
      },
      onStatus: setStatus,
    });
  }, [url, as]);
  useEffect(
    () => () => {
      connection.current?.stop();
      you.current = undefined;
    },
    [],
  );
  const request = useCallback(
    (act: Act): Promise<Result> =>
      connection.current?.request(act) ?? Promise.resolve({ ok: false, error: 'not_connected' }),
    [],
  );
  const notify = useCallback((channel: string, text: string, thread_ts?: string) => {
    const message = slackbotSays(text, thread_ts);
    setWorkspace((current) =>
      applyUpdate(current, { type: 'message', channel, message, ephemeral_to: current?.you }),
    );
  }, []);
  const forget = useCallback(({ channel, message, ephemeral_to }: PlacedMessage) => {
    setWorkspace((current) =>
      applyUpdate(current, { type: 'message_deleted', channel, ts: message.ts, ephemeral_to }),
    );
  }, []);
  return { workspace, status, request, notify, forget };
}

/** The subtype of messages that exist in this window only, not on the server. */
export const LOCAL_NOTICE = 'local_notice';

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
