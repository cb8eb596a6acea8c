import type { ElementKind } from './block-kind.js';
import { button } from './elements/button.js';
import { checkboxes } from './elements/checkboxes.js';
import { datepicker } from './elements/datepicker.js';
import { image } from './elements/image.js';
import { multiStaticSelect } from './elements/multi-static-select.js';
import { overflow } from './elements/overflow.js';
import { plainTextInput } from './elements/plain-text-input.js';
import { radioButtons } from './elements/radio-buttons.js';
import { staticSelect } from './elements/static-select.js';
import type { Element } from './json.js';
import { Guard, Placeholder } from './placeholder.js';

const kinds: Readonly<Record<string, ElementKind>> = {
  button,
  checkboxes,
  datepicker,
  image,
  multi_static_select: multiStaticSelect,
  overflow,
  plain_text_input: plainTextInput,
  radio_buttons: radioButtons,
  static_select: staticSelect,
};

/** An element of any type. An element whose type is not in the table becomes a placeholder. */
export function ElementView({ element }: { element: Element }) {
  const Show = kinds[element.type]?.Show;
  const placeholder = <Placeholder what="element" type={element.type} />;
  return <Guard fallback={placeholder}>{Show ? <Show element={element} /> : placeholder}</Guard>;
}
