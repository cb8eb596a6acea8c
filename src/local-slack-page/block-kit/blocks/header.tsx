import type { Block, Text } from '../json.js';
import { TextObject } from '../text.js';

interface HeaderBlock extends Block {
  text: Text;
}

/** https://docs.slack.dev/reference/block-kit/blocks/header-block */
export function Header({ block }: { block: HeaderBlock }) {
  return (
    <h3 className="block header-block">
      <TextObject text={block.text} />
    </h3>
  );
}
