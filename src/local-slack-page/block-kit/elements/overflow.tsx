import { Icon } from '../../ui/icon.js';
import { MenuButton } from '../../ui/menu.js';
import type { ElementKind } from '../block-kind.js';
import { useElement } from '../host.js';
import type { OptionsElement } from '../json.js';
import { TextObject } from '../text.js';
import { Failed } from './failed.js';

/** https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export const overflow: ElementKind = { Show: Overflow };

function Overflow({ element }: { element: OptionsElement }) {
  const { status, act } = useElement(element);
  const items = (element.options ?? []).map((option) => ({
    key: option.value,
    label: <TextObject text={option.text} />,
    onChoose: () => void act({ type: element.type, selected_option: option }),
  }));
  return (
    <span className="button-place">
      <MenuButton
        label="More options"
        className="button button-block button-overflow"
        items={items}
        align="end"
      >
        {status === 'waiting' ? <span className="spinner" aria-hidden="true" /> : <Icon name="more" />}
      </MenuButton>
      {status === 'failed' && <Failed />}
    </span>
  );
}
