import { ElementView } from '../elements.js';
import { ElementPlaceProvider } from '../host.js';
import type { Block, Element } from '../json.js';

interface ActionsBlock extends Block {
  elements: Element[];
}

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
export function Actions({ block }: { block: ActionsBlock }) {
  return (
    <div className="block actions">
      <ElementPlaceProvider place={{ block_id: block.block_id ?? '', dispatches: true }}>
        {block.elements.map((element, index) => (
          <ElementView key={element.action_id ?? index} element={element} />
        ))}
      </ElementPlaceProvider>
    </div>
  );
}
