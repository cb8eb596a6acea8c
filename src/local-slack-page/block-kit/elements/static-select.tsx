import { Picker } from '../../ui/picker.js';
import type { ElementKind } from '../block-kind.js';
import { useElement } from '../host.js';
import type { Option, OptionGroup, OptionsElement } from '../json.js';
import { plainString } from '../plain-string.js';
import { Failed } from './failed.js';
import { choicesOf } from './option-choices.js';

interface StaticSelectElement extends OptionsElement {
  option_groups?: OptionGroup[];
  initial_option?: Option;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#static_select */
export const staticSelect: ElementKind = { Show: StaticSelect };

function StaticSelect({ element }: { element: StaticSelectElement }) {
  const { place, status, held, put } = useElement(element);
  const { choices, optionOf, keyOf } = choicesOf(element.options, element.option_groups);
  const chosen = keyOf(held?.selected_option?.value);
  return (
    <span className="select-place">
      <Picker
        choices={choices}
        chosen={chosen === undefined ? [] : [chosen]}
        onChoose={(key) => void put({ type: element.type, selected_option: optionOf(key) ?? null })}
        placeholder={plainString(element.placeholder) || 'Choose an option'}
        busy={status === 'waiting'}
        field={place.field}
      />
      {status === 'failed' && <Failed />}
    </span>
  );
}
