import { useId } from 'react';
import { Icon } from '../../ui/icon.js';
import { ElementView } from '../elements.js';
import { ElementPlaceProvider, useBlockHost } from '../host.js';
import type { Block, Element, Text } from '../json.js';
import { TextObject } from '../text.js';

interface InputBlock extends Block {
  label: Text;
  element: Element;
  hint?: Text;
  optional?: boolean;
  dispatch_action?: boolean;
}

const GROUPS = new Set(['radio_buttons', 'checkboxes']);

/** https://docs.slack.dev/reference/block-kit/blocks/input-block */
export function Input({ block }: { block: InputBlock }) {
  const { block_id = '', label, element, hint, optional = false, dispatch_action = false } = block;
  const { errors } = useBlockHost();
  const id = useId();
  const error = errors[block_id];
  const field = {
    id,
    labelId: `${id}-label`,
    describedBy: [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined,
    invalid: error !== undefined,
    required: !optional,
  };
  const words = (
    <>
      <TextObject text={label} />
      {optional && <span className="input-optional"> (optional)</span>}
    </>
  );
  return (
    <div className="block input-block">
      {GROUPS.has(element.type) ? (
        <div id={field.labelId} className="input-label">
          {words}
        </div>
      ) : (
        <label id={field.labelId} className="input-label" htmlFor={id}>
          {words}
        </label>
      )}
      <ElementPlaceProvider place={{ block_id, dispatches: dispatch_action, field }}>
        <ElementView element={element} />
      </ElementPlaceProvider>
      {error && (
        <p id={`${id}-error`} className="input-error" role="alert">
          <Icon name="warning" size={15} />
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="input-hint">
          <TextObject text={hint} />
        </p>
      )}
    </div>
  );
}
