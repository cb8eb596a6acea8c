import { useState } from 'react';
import { useSession } from '../live/session.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';

/** A dialog that creates a channel and opens it. */
export function CreateChannel({ onDone }: { onDone: () => void }) {
  const { act, go } = useSession();
  const [name, setName] = useState('');
  const [is_private, setPrivate] = useState(false);
  const [error, setError] = useState<string>();
  const create = async () => {
    const result = await act({ type: 'create_channel', name, is_private });
    if (!result.ok) return setError(result.text ?? result.error ?? 'The channel was not created.');
    onDone();
    if (result.channel) go({ kind: 'channel', channel: result.channel });
  };
  return (
    <Dialog title="Create a channel" size="small" onClose={onDone} onDismiss={onDone}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <div className="dialog-body">
          <label className="input-label" htmlFor="new-channel">
            Name
          </label>
          <input
            id="new-channel"
            className="text-input"
            autoComplete="off"
            placeholder="plan-budget"
            maxLength={80}
            aria-invalid={error !== undefined}
            aria-describedby="new-channel-error"
            value={name}
            onChange={(event) => setName(event.target.value.toLowerCase().replace(/\s+/g, '-'))}
          />
          <label className="option">
            <input
              type="checkbox"
              checked={is_private}
              onChange={(event) => setPrivate(event.target.checked)}
            />
            <span>Private: only invited people can see it</span>
          </label>
          {error && (
            <p id="new-channel-error" className="input-error" role="alert">
              <Icon name="warning" size={15} />
              {error}
            </p>
          )}
        </div>
        <footer className="dialog-footer">
          <button type="button" className="button" onClick={onDone}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={!name}>
            Create
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
