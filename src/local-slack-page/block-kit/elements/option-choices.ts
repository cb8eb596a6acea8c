import type { Choice } from '../../ui/picker.js';
import type { Option, OptionGroup } from '../json.js';
import { plainString } from '../plain-string.js';

/** The options of a select as choices, with the label of their group. The key of a choice is its position. */
export function choicesOf(options: Option[] = [], groups: OptionGroup[] = []) {
  const all = [
    ...options.map((option) => ({ option, group: undefined })),
    ...groups.flatMap(({ label, options: grouped }) =>
      grouped.map((option) => ({ option, group: plainString(label) })),
    ),
  ];
  const choices: Choice[] = all.map(({ option, group }, index) => ({
    key: String(index),
    text: plainString(option.text),
    description: option.description && plainString(option.description),
    group,
  }));
  return {
    choices,
    optionOf: (key: string): Option | undefined => all[Number(key)]?.option,
    keyOf: (value: string | undefined): string | undefined => {
      const at = all.findIndex(({ option }) => option.value === value);
      return at < 0 ? undefined : String(at);
    },
  };
}
