import type { ElementKind } from '../block-kind.js';
import type { Option, OptionsElement } from '../json.js';
import { OptionGroup } from './option-group.js';

interface RadioButtonsElement extends OptionsElement {
  initial_option?: Option;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element */
export const radioButtons: ElementKind = { Show: RadioButtons };

function RadioButtons({ element }: { element: RadioButtonsElement }) {
  return (
    <OptionGroup
      element={element}
      kind="radio"
      selectedOf={(held) => (held?.selected_option ? [held.selected_option] : [])}
      choose={(option) => ({ type: element.type, selected_option: option })}
    />
  );
}
