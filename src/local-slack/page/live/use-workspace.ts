import { useCallback, useEffect, useRef, useState } from 'react';
import type { Act, Message, PlacedMessage, Result } from '../../protocol.js';
import { type Connection, type ConnectionStatus, createConnection } from './connection.js';
import { applyUpdate, type ShownWorkspace } from './shown-workspace.js';

/** The live workspace. It is kept up to date while the component is mounted. */
export function useWorkspace(url: string) {
  const [workspace, setWorkspace] = useState<ShownWorkspace>();
  const [status, setStatus] = useState<ConnectionStatus>('connecting');
  const connection = useRef<Connection>(undefined);
  useEffect(() => {
    const opened = createConnection({
      url,
      onUpdate: (update) => setWorkspace((current) => applyUpdate(current, update)),
      onStatus: setStatus,
    });
    connection.current = opened;
    return () => opened.stop();
  }, [url]);
  const request = useCallback(
    (as: string, act: Act): Promise<Result> =>
      connection.current?.request(as, act) ?? Promise.resolve({ ok: false, error: 'not_connected' }),
    [],
  );
  const notify = useCallback((channel: string, as: string, text: string, thread_ts?: string) => {
    const message = slackbotSays(text, thread_ts);
    setWorkspace((current) => applyUpdate(current, { type: 'message', channel, message, ephemeral_to: as }));
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
