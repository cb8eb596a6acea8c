import type { KeyboardEvent } from 'react';
import type { ElementKind } from '../block-kind.js';
import { useElement } from '../host.js';
import type { Element, Text } from '../json.js';
import { plainString } from '../plain-string.js';

interface PlainTextInputElement extends Element {
  multiline?: boolean;
  initial_value?: string;
  min_length?: number;
  max_length?: number;
  placeholder?: Text;
  focus_on_load?: boolean;
  dispatch_action_config?: { trigger_actions_on?: string[] };
}

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const plainTextInput: ElementKind = { Show: PlainTextInput };

function PlainTextInput({ element }: { element: PlainTextInputElement }) {
  const { place, held, hold, put } = useElement(element);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const change = (value: string) => {
    const state = { type: element.type, value: value || null };
    if (triggers.includes('on_character_entered')) void put(state);
    else hold(state);
  };
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || element.multiline || !place.dispatches) return;
    event.preventDefault();
    if (held && triggers.includes('on_enter_pressed')) void put(held);
  };
  const value = held?.value ?? '';
  const left = element.max_length === undefined ? undefined : element.max_length - value.length;
  const common = {
    id: place.field?.id,
    'aria-labelledby': place.field?.labelId,
    'aria-describedby': place.field?.describedBy,
    'aria-invalid': place.field?.invalid || undefined,
    'aria-required': place.field?.required || undefined,
    className: 'text-input',
    placeholder: plainString(element.placeholder),
    minLength: element.min_length,
    maxLength: element.max_length,
    'data-focus-on-load': element.focus_on_load || undefined,
    value,
    onChange: (event: { target: { value: string } }) => change(event.target.value),
    onKeyDown: onEnter,
  };
  return (
    <div className="text-input-place">
      {element.multiline ? (
        <textarea rows={4} {...common} />
      ) : (
        <input type="text" autoComplete="off" {...common} />
      )}
      {left !== undefined && left <= 20 && <span className="text-input-left">{left}</span>}
    </div>
  );
}
