import type { ElementKind } from '../block-kind.js';
import type { ElementState, Option, OptionsElement } from '../json.js';
import { OptionGroup } from './option-group.js';

interface RadioButtonsElement extends OptionsElement {
  initial_option?: Option;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element */
export const radioButtons: ElementKind = { Show: RadioButtons, initial };

function initial({ type, initial_option }: RadioButtonsElement): ElementState {
  return { type, selected_option: initial_option ?? null };
}

function RadioButtons({ element }: { element: RadioButtonsElement }) {
  return (
    <OptionGroup
      element={element}
      kind="radio"
      initial={initial(element)}
      selectedOf={(held) => (held?.selected_option ? [held.selected_option] : [])}
      choose={(option) => ({ type: element.type, selected_option: option })}
    />
  );
}
