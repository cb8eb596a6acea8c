import { memo } from 'react';
import type { BlockKind } from './block-kind.js';
import { Actions } from './blocks/actions.js';
import { ContextBlock } from './blocks/context.js';
import { Divider } from './blocks/divider.js';
import { Header } from './blocks/header.js';
import { ImageBlock } from './blocks/image.js';
import { Input } from './blocks/input.js';
import { RichText } from './blocks/rich-text.js';
import { Section } from './blocks/section.js';
import type { Block } from './json.js';
import { Guard, Placeholder } from './placeholder.js';

const kinds: Readonly<Record<string, BlockKind>> = {
  actions: { Show: Actions },
  context: { Show: ContextBlock },
  divider: { Show: Divider },
  header: { Show: Header },
  image: { Show: ImageBlock },
  input: { Show: Input },
  rich_text: { Show: RichText },
  section: { Show: Section },
};

/** A column of blocks. A block whose type is not in the table becomes a placeholder. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <BlockView key={block.block_id ?? index} block={block} />
      ))}
    </div>
  );
}

const BlockView = memo(function BlockView({ block }: { block: Block }) {
  const Show = kinds[block.type]?.Show;
  const placeholder = <Placeholder what="block" type={block.type} />;
  return <Guard fallback={placeholder}>{Show ? <Show block={block} /> : placeholder}</Guard>;
});
