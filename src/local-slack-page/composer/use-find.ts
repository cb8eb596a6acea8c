import { useEffect } from 'react';
import { useSession } from '../live/session.js';
import { type Completable, MOST } from './completion.js';

const PAUSE_MS = 150;

/**
 * Asks the server for users and channels that start with the typed word, if fewer suggestions than a list can have were
 * found among the known ones. The session adds what the server finds to the workspace, and so to the suggestions.
 */
export function useFind(completable: Completable | undefined, found: number): void {
  const { act } = useSession();
  const isName = completable?.sign === '@' || completable?.sign === '#';
  const text = isName && found < MOST ? completable.word.trim() : '';
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => void act({ type: 'find', text }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [act, text]);
}
