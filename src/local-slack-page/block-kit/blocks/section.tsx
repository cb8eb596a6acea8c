import { ElementView } from '../elements.js';
import { ElementPlaceProvider } from '../host.js';
import type { Block, Element, Text } from '../json.js';
import { TextObject } from '../text.js';

interface SectionBlock extends Block {
  text?: Text;
  fields?: Text[];
  accessory?: Element;
}

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
export function Section({ block }: { block: SectionBlock }) {
  const { block_id = '', text, fields, accessory } = block;
  return (
    <div className="block section">
      <div className="section-main">
        {text && (
          <div className="section-text">
            <TextObject text={text} />
          </div>
        )}
        {fields && fields.length > 0 && (
          <div className="section-fields">
            {fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields are identified only by their position
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="section-accessory">
          <ElementPlaceProvider place={{ block_id, dispatches: true }}>
            <ElementView element={accessory} />
          </ElementPlaceProvider>
        </div>
      )}
    </div>
  );
}
