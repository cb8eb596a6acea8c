import { useEffect, useState } from 'react';
import { useSession } from './session.js';
import type { ReadAct } from './with-result.js';

/**
 * Reads messages that the page does not have, and tries again after a loss of the connection. Returns why they cannot be
 * read; undefined while there is no reason.
 */
export function useRead(act: ReadAct, isMissing: boolean): string | undefined {
  const { act: request, isLive } = useSession();
  const [failure, setFailure] = useState<string>();
  const key = JSON.stringify(act);
  useEffect(() => {
    if (!isMissing || !isLive) return;
    let isCurrent = true;
    setFailure(undefined);
    void request(JSON.parse(key) as ReadAct).then(({ ok, text, error }) => {
      if (isCurrent && !ok) setFailure(text ?? `The messages cannot be read: ${error}`);
    });
    return () => {
      isCurrent = false;
    };
  }, [request, key, isMissing, isLive]);
  return failure;
}
