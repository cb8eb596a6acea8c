import { type KeyboardEvent, useState } from 'react';
import { useSession } from '../live/session.js';
import { type Candidate, type Completable, findCompletable } from './completion.js';
import { candidatesFor } from './nameables.js';
import { useFind } from './use-find.js';
import type { Selection } from './wrap-selection.js';

interface CompletionOptions {
  text: string;
  caret: number;
  onEdit: (selection: Selection) => void;
}

/** The suggestions for the word at the caret, and the handling of keys for them. */
export function useCompletion({ text, caret, onEdit }: CompletionOptions) {
  const { workspace } = useSession();
  const [walked, setWalked] = useState({ text: '', active: 0 });
  const [closedFor, setClosedFor] = useState<string>();
  const completable = findCompletable(text, caret);
  const candidates = completable && closedFor !== text ? candidatesFor(completable, workspace) : [];
  useFind(completable, candidates.length);
  const active = walked.text === text ? walked.active : 0;
  const setActive = (index: number) => setWalked({ text, active: index });

  const complete = ({ insert }: Candidate) => {
    if (!completable) return;
    const before = text.slice(0, completable.from) + insert;
    onEdit({ text: before + text.slice(caret).replace(/^ /, ''), start: before.length, end: before.length });
  };
  /** Handles a key. Returns true if it was meant for the suggestions. */
  const takeKey = (event: KeyboardEvent): boolean => {
    const offered = candidates[active];
    if (!completable || !offered) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) setActive((active + step + candidates.length) % candidates.length);
    else if (event.key === 'Tab' || isPick(event, completable, offered)) complete(offered);
    else if (event.key === 'Escape') setClosedFor(text);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { candidates, active, setActive, complete, takeKey };
}

/** True if the key is Enter and picks the suggestion. If the name is already typed completely, Enter sends the text. */
function isPick(event: KeyboardEvent, { sign, word }: Completable, { insert }: Candidate): boolean {
  const isComplete = insert.trim().toLowerCase() === (sign + word).trim().toLowerCase();
  return event.key === 'Enter' && !event.shiftKey && !isComplete;
}
