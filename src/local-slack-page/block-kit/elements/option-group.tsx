import { useId } from 'react';
import { useElement } from '../host.js';
import type { ElementState, Option, OptionsElement } from '../json.js';
import { TextObject } from '../text.js';

interface OptionGroupProps {
  element: OptionsElement;
  kind: 'radio' | 'checkbox';
  selectedOf: (held: ElementState | undefined) => Option[];
  /** The state after a click on this option. */
  choose: (option: Option, selected: Option[]) => ElementState;
}

/** A column of radio buttons or checkboxes. */
export function OptionGroup({ element, kind, selectedOf, choose }: OptionGroupProps) {
  const { place, held, put } = useElement(element);
  const name = useId();
  const selected = selectedOf(held);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles support them, but the linter cannot see which role it is
    <div
      role={kind === 'radio' ? 'radiogroup' : 'group'}
      className="option-group"
      aria-labelledby={place.field?.labelId}
      aria-describedby={place.field?.describedBy}
      aria-invalid={place.field?.invalid || undefined}
    >
      {element.options?.map((option) => (
        <label key={option.value} className="option">
          <input
            type={kind}
            name={name}
            checked={selected.some(({ value }) => value === option.value)}
            onChange={() => void put(choose(option, selected))}
          />
          <span>
            <TextObject text={option.text} />
            {option.description && (
              <small>
                <TextObject text={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
