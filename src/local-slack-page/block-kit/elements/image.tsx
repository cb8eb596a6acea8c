import type { ElementKind } from '../block-kind.js';
import type { Element } from '../json.js';
import { Picture } from '../picture.js';

interface ImageElement extends Element {
  image_url?: string;
  alt_text: string;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/image-element */
export const image: ElementKind = { Show: Image };

function Image({ element }: { element: ImageElement }) {
  return <Picture className="image-element" url={element.image_url} alt={element.alt_text} />;
}
