import { useEffect, useLayoutEffect, useState } from 'react';
import type { View } from '../../local-slack/protocol.js';
import { Blocks } from '../block-kit/blocks.js';
import { BlockHostProvider } from '../block-kit/host.js';
import { plainString } from '../block-kit/plain-string.js';
import { useHost } from '../block-kit/use-host.js';
import { useSession } from '../live/session.js';
import { Avatar } from '../ui/avatar.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';

function focusFirstError() {
  document.querySelector<HTMLElement>('dialog [aria-invalid]')?.focus();
}

/** The topmost modal of a person. Its `key` must be the view's id, because the inputs belong to that view. */
export function Modal({ view, depth }: { view: View; depth: number }) {
  const { act, workspace } = useSession();
  const { host, setErrors, values } = useHost({
    container: { type: 'view', view_id: view.id },
    blocks: view.blocks,
    stored: view.state.values,
  });
  const [isWaiting, setWaiting] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [refusals, setRefusals] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an update of the view clears the errors
  useEffect(() => {
    setErrors({});
    setTrouble(undefined);
  }, [view.hash, setErrors]);

  // Focuses the first error in the same step as the errors appear. A later change of the focus could interrupt the
  // person's typing.
  useLayoutEffect(() => {
    if (refusals > 0) focusFirstError();
  }, [refusals]);

  const submit = async () => {
    setWaiting(true);
    setTrouble(undefined);
    const result = await act({ type: 'submit', view_id: view.id, values: values() });
    setWaiting(false);
    setErrors(result.errors ?? {});
    if (result.errors) setRefusals((count) => count + 1);
    if (!result.ok && !result.errors) setTrouble(result.text ?? 'We had some trouble connecting. Try again?');
  };
  const app = workspace.apps.find(({ id }) => id === view.app_id);
  const close = (all: boolean) => void act({ type: 'close_view', view_id: view.id, all });
  const hasSubmit = Boolean(view.submit) || view.blocks.some(({ type }) => type === 'input');
  const mark = (
    <span className="modal-mark">
      {depth > 1 && (
        <button
          type="button"
          className="icon-button modal-back"
          aria-label="Back"
          onClick={() => close(false)}
        >
          <Icon name="down" />
        </button>
      )}
      <Avatar id={view.app_id} name={app?.name ?? ''} isBot size={28} />
    </span>
  );
  return (
    <Dialog
      title={plainString(view.title)}
      mark={mark}
      onClose={() => close(false)}
      onDismiss={() => close(true)}
    >
      <form
        className="modal-form"
        aria-busy={isWaiting}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWaiting) void submit();
        }}
      >
        <div className="dialog-body">
          {trouble && (
            <p className="modal-trouble" role="alert">
              <Icon name="warning" />
              {trouble}
            </p>
          )}
          <BlockHostProvider host={host}>
            <Blocks blocks={view.blocks} />
          </BlockHostProvider>
        </div>
        <footer className="dialog-footer">
          <button type="button" className="button" onClick={() => close(false)}>
            {plainString(view.close ?? undefined) || (hasSubmit ? 'Cancel' : 'Close')}
          </button>
          {hasSubmit && (
            <button
              type="submit"
              className="button button-primary"
              disabled={isWaiting || view.submit_disabled}
            >
              <span className={isWaiting ? 'button-text button-text-waiting' : 'button-text'}>
                {plainString(view.submit ?? undefined) || 'Submit'}
              </span>
              {isWaiting && <span className="spinner" aria-hidden="true" />}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
