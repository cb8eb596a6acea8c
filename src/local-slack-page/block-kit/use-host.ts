import { useState } from 'react';
import { elementsOf, initialOf } from '../../block-kit/index.js';
import type { Container } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import type { BlockHost } from './host.js';
import type { Block, StateValues } from './json.js';

interface HostOptions {
  container: Container;
  blocks: readonly Block[];
  /** The state of a view's inputs on the server. */
  stored?: StateValues;
}

/**
 * The host of the blocks of one message or view. When the blocks are updated, an input keeps its value if
 * `block_id` and `action_id` stay the same, as in Slack.
 */
export function useHost({ container, blocks, stored = {} }: HostOptions) {
  const { act } = useSession();
  const [held, setHeld] = useState<StateValues>({});
  const [errors, setErrors] = useState<Record<string, string>>({});

  const valuesWith = (changed: StateValues) => currentValues(blocks, changed, stored);
  const host: BlockHost = {
    findHeld: (block_id, action_id) => held[block_id]?.[action_id] ?? stored[block_id]?.[action_id],
    hold: (block_id, action_id, state) => {
      setHeld((current) => ({ ...current, [block_id]: { ...current[block_id], [action_id]: state } }));
      setErrors(({ [block_id]: _, ...others }) => others);
    },
    act: (block_id, action_id, change) => {
      const changed = change ? { ...held, [block_id]: { ...held[block_id], [action_id]: change } } : held;
      return act({
        type: 'action',
        container,
        block_id,
        action_id,
        change: { ...change },
        values: valuesWith(changed),
      });
    },
    errors,
  };
  return { host, setErrors, values: () => valuesWith(held) };
}

function currentValues(blocks: readonly Block[], held: StateValues, stored: StateValues): StateValues {
  const values: StateValues = {};
  for (const { block_id, action_id, element } of elementsOf(blocks)) {
    const state = held[block_id]?.[action_id] ?? stored[block_id]?.[action_id] ?? initialOf(element);
    if (state) values[block_id] = { ...values[block_id], [action_id]: state };
  }
  return values;
}
