import { createContext, type ReactNode, use, useState } from 'react';
import type { Text } from '../block-kit/json.js';
import { TextObject } from '../block-kit/text.js';
import { Dialog } from './dialog.js';

export interface Question {
  title: string;
  text: Text;
  confirm: string;
  deny: string;
  danger?: boolean;
}

type Ask = (question: Question) => Promise<boolean>;

const ConfirmContext = createContext<Ask>(async () => true);

/** Returns a function that asks the person in a small dialog, and resolves with true if they confirm. */
export function useConfirm(): Ask {
  return use(ConfirmContext);
}

/** Provides the dialog of `useConfirm`. Used once, around the page. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ question: Question; answer: (yes: boolean) => void }>();
  const ask: Ask = (question) =>
    new Promise((resolve) => {
      const answer = (yes: boolean) => {
        setAsked(undefined);
        resolve(yes);
      };
      setAsked({ question, answer });
    });
  return (
    <ConfirmContext value={ask}>
      {children}
      {asked && <ConfirmDialog {...asked} />}
    </ConfirmContext>
  );
}

function ConfirmDialog({ question, answer }: { question: Question; answer: (yes: boolean) => void }) {
  return (
    <Dialog title={question.title} size="small" onClose={() => answer(false)} onDismiss={() => answer(false)}>
      <div className="dialog-body">
        <TextObject text={question.text} />
      </div>
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={() => answer(false)}>
          {question.deny}
        </button>
        <button
          type="button"
          className={question.danger ? 'button button-danger' : 'button button-primary'}
          onClick={() => answer(true)}
        >
          {question.confirm}
        </button>
      </footer>
    </Dialog>
  );
}
