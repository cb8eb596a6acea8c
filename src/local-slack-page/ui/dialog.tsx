import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './icon.js';

interface DialogProps {
  title: string;
  /** Drawn before the title. */
  mark?: ReactNode;
  size?: 'small' | 'modal';
  /** Called on Escape. */
  onClose: () => void;
  /** Called on a click on the cross. */
  onDismiss: () => void;
  children: ReactNode;
}

const INPUTS = ':is(input, textarea)';

/** A modal dialog. The browser keeps the focus inside it, and restores the focus afterwards. */
export function Dialog({ title, mark, size = 'modal', onClose, onDismiss, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    const wanted = shown?.querySelector<HTMLElement>('[data-focus-on-load]');
    (wanted ?? shown?.querySelector<HTMLElement>(`.dialog-body ${INPUTS}`))?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog dialog-${size}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        // On a second Escape, browsers close a dialog without a cancel event.
        if (event.target === dialog.current && !dialog.current.open) onClose();
      }}
    >
      <header className="dialog-header">
        {mark}
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Dismiss" onClick={onDismiss}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
