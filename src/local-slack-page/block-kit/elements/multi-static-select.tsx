import { Picker } from '../../ui/picker.js';
import type { ElementKind } from '../block-kind.js';
import { useElement } from '../host.js';
import type { Option, OptionGroup, OptionsElement } from '../json.js';
import { plainString } from '../plain-string.js';
import { Failed } from './failed.js';
import { choicesOf } from './option-choices.js';

interface MultiStaticSelectElement extends OptionsElement {
  option_groups?: OptionGroup[];
  initial_options?: Option[];
  max_selected_items?: number;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#static_multi_select */
export const multiStaticSelect: ElementKind = { Show: MultiStaticSelect };

function MultiStaticSelect({ element }: { element: MultiStaticSelectElement }) {
  const { place, status, held, put } = useElement(element);
  const { choices, optionOf, keyOf } = choicesOf(element.options, element.option_groups);
  const selected = held?.selected_options ?? [];
  const change = (selected_options: Option[]) => void put({ type: element.type, selected_options });
  const add = (option: Option | undefined) => {
    const isFull = element.max_selected_items !== undefined && selected.length >= element.max_selected_items;
    if (option && !isFull) change([...selected, option]);
  };
  return (
    <span className="select-place select-place-wide">
      <Picker
        choices={choices}
        chosen={selected.flatMap((option) => keyOf(option.value) ?? [])}
        onChoose={(key) => add(optionOf(key))}
        onRemove={(key) => change(selected.filter((option) => option.value !== optionOf(key)?.value))}
        placeholder={plainString(element.placeholder) || 'Choose options'}
        busy={status === 'waiting'}
        field={place.field}
      />
      {status === 'failed' && <Failed />}
    </span>
  );
}
