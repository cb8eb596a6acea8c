import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Icon } from './icon.js';
import { Popover } from './popover.js';

export interface Choice {
  key: string;
  text: string;
  description?: string;
  /** The heading above the choice. */
  group?: string;
}

interface PickerProps {
  choices: Choice[];
  /** The keys of the chosen choices. */
  chosen: string[];
  onChoose: (key: string) => void;
  /** Removes a chosen choice. Set only if several choices can be chosen, which are then shown as chips. */
  onRemove?: (key: string) => void;
  placeholder: string;
  busy?: boolean;
  field?: { id: string; labelId: string; describedBy?: string; invalid: boolean; required: boolean };
}

/** Slack's select menu: a combobox that filters its choices by the typed text. */
export function Picker({ choices, chosen, onChoose, onRemove, placeholder, busy, field }: PickerProps) {
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const anchor = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const isOpen = typed !== undefined;
  const isMulti = onRemove !== undefined;
  const selected = choices.filter((choice) => chosen.includes(choice.key));
  const offered = isOpen
    ? choices.filter((choice) => choice.text.toLowerCase().includes(typed.toLowerCase()))
    : [];

  const open = () => {
    if (isOpen) return;
    setTyped('');
    setActive(Math.max(0, isMulti ? 0 : choices.findIndex((choice) => choice.key === chosen[0])));
  };
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    if (isMulti && chosen.includes(choice.key)) onRemove(choice.key);
    else onChoose(choice.key);
    setTyped(isMulti ? '' : undefined);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) open();
      else
        setActive(
          (at) => (at + (event.key === 'ArrowDown' ? 1 : -1) + offered.length) % Math.max(1, offered.length),
        );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isOpen) choose(offered[active]);
      else open();
    } else if (event.key === 'Tab') setTyped(undefined);
    else if (event.key === 'Backspace' && isMulti && !typed && selected.length)
      onRemove(selected.at(-1)?.key ?? '');
  };
  const shownValue = typed ?? (isMulti ? '' : (selected[0]?.text ?? ''));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a larger click area; the combobox inside handles the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox inside handles the keys
    <div
      ref={anchor}
      className={`picker${isMulti ? ' picker-multi' : ''}${field?.invalid ? ' picker-invalid' : ''}`}
      onClick={() => {
        input.current?.focus();
        open();
      }}
    >
      {isMulti &&
        selected.map((choice) => (
          <span key={choice.key} className="chip">
            {choice.text}
            <button
              type="button"
              aria-label={`Remove ${choice.text}`}
              onClick={(event) => {
                event.stopPropagation();
                onRemove(choice.key);
              }}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        ))}
      <input
        ref={input}
        id={field?.id}
        role="combobox"
        className="picker-input"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && offered[active] ? `${listId}-${active}` : undefined}
        aria-label={field ? undefined : placeholder}
        aria-labelledby={field?.labelId}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.invalid || undefined}
        aria-required={field?.required || undefined}
        autoComplete="off"
        placeholder={isMulti && selected.length ? '' : (selected[0]?.text ?? placeholder)}
        value={shownValue}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      {busy ? (
        <span className="spinner" role="status" aria-label="Waiting for the app" />
      ) : (
        <Icon name="down" size={14} />
      )}
      {isOpen && (
        <Popover anchor={anchor} onClose={() => setTyped(undefined)} stretch className="picker-list">
          <div
            id={listId}
            role="listbox"
            aria-label={placeholder}
            aria-multiselectable={isMulti || undefined}
          >
            {offered.length === 0 && <p className="picker-none">No results</p>}
            {offered.map((choice, index) => (
              <div key={choice.key}>
                {choice.group && choice.group !== offered[index - 1]?.group && (
                  <p className="picker-group">{choice.group}</p>
                )}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys */}
                <div
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={chosen.includes(choice.key)}
                  className={`picker-option${index === active ? ' picker-option-active' : ''}`}
                  onPointerMove={() => setActive(index)}
                  onClick={(event) => {
                    event.stopPropagation();
                    choose(choice);
                  }}
                >
                  {isMulti && (
                    <span className="picker-check">
                      {chosen.includes(choice.key) && <Icon name="check" size={14} />}
                    </span>
                  )}
                  <span>
                    {choice.text}
                    {choice.description && <small>{choice.description}</small>}
                  </span>
                </div>
              </div>
            ))}
          </div>
        </Popover>
      )}
    </div>
  );
}
