import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { Icon } from '../ui/icon.js';
import { CompletionList } from './completion-list.js';
import { ComposerTools, FormattingBar } from './composer-tools.js';
import { fromTokens } from './name-tokens.js';
import { nameablesOf } from './nameables.js';
import { useCompletion } from './use-completion.js';
import { type Target, useSend } from './use-send.js';
import type { Selection } from './wrap-selection.js';

interface ComposerProps {
  place: Target;
  label?: string;
  /** The message to edit; absent for a new message. */
  editing?: Message;
  onDone?: () => void;
  isFocusedAtOnce?: boolean;
}

/** Unsent texts by person, place and edited message. They last until the page is reloaded. */
const drafts = new Map<string, string>();

/** The box for writing. Enter sends, Shift+Enter starts a new line, and `@`, `#`, `:` and `/` open suggestions. */
export function Composer({ place, label = 'Edit message', editing, onDone, isFocusedAtOnce }: ComposerProps) {
  const { workspace, as } = useSession();
  const draftKey = [as, place.channel, place.thread_ts, editing?.ts].join(' ');
  const [text, setTextState] = useState(() =>
    editing ? fromTokens(editing.text, nameablesOf(workspace)) : (drafts.get(draftKey) ?? ''),
  );
  const [caret, setCaret] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const pending = useRef<Selection>(undefined);
  const listId = useId();
  const [isBroadcast, setBroadcast] = useState(false);
  const send = useSend({ ...place, reply_broadcast: isBroadcast || undefined }, editing);
  useAutoGrow(box, text);
  useEffect(() => {
    if (editing || isFocusedAtOnce) box.current?.focus();
  }, [editing, isFocusedAtOnce]);

  const setText = (changed: string) => {
    drafts.set(draftKey, changed);
    setTextState(changed);
  };
  const edit = (selection: Selection) => {
    setText(selection.text);
    setCaret(selection.end);
    pending.current = selection;
  };
  // Moves the caret in the same step as the text changes. If it moved later, a character that is typed in between
  // could land in the wrong place.
  useLayoutEffect(() => {
    const { current: selection } = pending;
    pending.current = undefined;
    if (!selection) return;
    box.current?.focus();
    box.current?.setSelectionRange(selection.start, selection.end);
  });
  const completion = useCompletion({ text, caret, onEdit: edit });
  const submit = async () => {
    if (!text.trim()) return;
    setText('');
    box.current?.focus();
    const isSent = await send(text);
    setBroadcast(false);
    if (isSent) onDone?.();
    else setText(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completion.takeKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape') onDone?.();
  };
  const hasCandidates = completion.candidates.length > 0;
  return (
    <div className={editing ? 'composer composer-editing' : 'composer'}>
      {hasCandidates && (
        <CompletionList
          id={listId}
          candidates={completion.candidates}
          active={completion.active}
          onActive={completion.setActive}
          onChoose={completion.complete}
        />
      )}
      <div className="composer-box">
        <FormattingBar box={box} onEdit={edit} />
        <textarea
          ref={box}
          rows={1}
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-controls={hasCandidates ? listId : undefined}
          aria-activedescendant={hasCandidates ? `${listId}-${completion.active}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setCaret(event.target.selectionStart);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {place.thread_ts && !editing && (
          <label className="composer-broadcast">
            <input
              type="checkbox"
              checked={isBroadcast}
              onChange={(event) => setBroadcast(event.target.checked)}
            />
            Also send to the channel
          </label>
        )}
        <div className="composer-foot">
          <ComposerTools box={box} onEdit={edit} hasShortcuts={!editing} />
          {editing && (
            <button type="button" className="button button-block" onClick={onDone}>
              Cancel
            </button>
          )}
          <button
            type="button"
            className={editing ? 'button button-block button-primary' : 'send'}
            aria-label={editing ? 'Save' : 'Send now'}
            disabled={!text.trim()}
            onClick={() => void submit()}
          >
            {editing ? 'Save' : <Icon name="send" />}
          </button>
        </div>
      </div>
    </div>
  );
}

function useAutoGrow(box: React.RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height depends on the text
  useLayoutEffect(() => {
    const { current: area } = box;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 280)}px`;
  }, [box, text]);
}
