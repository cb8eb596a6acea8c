import type { ElementKind } from '../block-kind.js';
import type { Option, OptionsElement } from '../json.js';
import { OptionGroup } from './option-group.js';

interface CheckboxesElement extends OptionsElement {
  initial_options?: Option[];
}

/** https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */
export const checkboxes: ElementKind = { Show: Checkboxes };

function Checkboxes({ element }: { element: CheckboxesElement }) {
  const toggle = (option: Option, selected: Option[]) => {
    const others = selected.filter(({ value }) => value !== option.value);
    return others.length < selected.length ? others : [...selected, option];
  };
  return (
    <OptionGroup
      element={element}
      kind="checkbox"
      selectedOf={(held) => held?.selected_options ?? []}
      choose={(option, selected) => ({ type: element.type, selected_options: toggle(option, selected) })}
    />
  );
}
