import { ElementView } from '../elements.js';
import type { Block, Element, Text } from '../json.js';
import { TextObject } from '../text.js';

interface ContextBlock extends Block {
  elements: (Element | (Text & Element))[];
}

/** https://docs.slack.dev/reference/block-kit/blocks/context-block */
export function ContextBlock({ block }: { block: ContextBlock }) {
  return (
    <div className="block context">
      {block.elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: elements are identified only by their position
        <div key={index} className="context-element">
          {isText(element) ? <TextObject text={element} /> : <ElementView element={element} />}
        </div>
      ))}
    </div>
  );
}

function isText(element: Element): element is Text & Element {
  return (element.type === 'mrkdwn' || element.type === 'plain_text') && typeof element.text === 'string';
}
