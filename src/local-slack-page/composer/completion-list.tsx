import { UserAvatar } from '../ui/avatar.js';
import type { Candidate } from './completion.js';

interface CompletionListProps {
  id: string;
  candidates: readonly Candidate[];
  active: number;
  onActive: (index: number) => void;
  onChoose: (candidate: Candidate) => void;
}

/** The suggestions above the composer. The focus stays in the composer. */
export function CompletionList({ id, candidates, active, onActive, onChoose }: CompletionListProps) {
  return (
    <div id={id} className="completion" role="listbox" aria-label="Suggestions">
      {candidates.map((candidate, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the composer handles the keys
        <div
          key={candidate.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={index === active ? 'completion-item completion-item-active' : 'completion-item'}
          onPointerMove={() => onActive(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(candidate)}
        >
          {candidate.user && <UserAvatar user={candidate.user} name={candidate.label} size={20} />}
          <span className="completion-label">{candidate.label}</span>
          {candidate.hint && <small>{candidate.hint}</small>}
        </div>
      ))}
    </div>
  );
}
