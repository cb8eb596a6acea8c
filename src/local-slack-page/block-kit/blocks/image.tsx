import type { Block, Text } from '../json.js';
import { Picture } from '../picture.js';
import { TextObject } from '../text.js';

interface ImageBlock extends Block {
  image_url?: string;
  alt_text: string;
  title?: Text;
}

/** https://docs.slack.dev/reference/block-kit/blocks/image-block */
export function ImageBlock({ block }: { block: ImageBlock }) {
  return (
    <figure className="block image-block">
      {block.title && (
        <figcaption>
          <TextObject text={block.title} />
        </figcaption>
      )}
      <Picture className="image-block-picture" url={block.image_url} alt={block.alt_text} />
    </figure>
  );
}
