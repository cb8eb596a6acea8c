import { createContext, type ReactNode, use, useState } from 'react';
import { initialOf } from '../../block-kit/index.js';
import type { Result } from '../../local-slack/protocol.js';
import { useConfirm } from '../ui/confirm.js';
import type { Element, ElementState } from './json.js';
import { plainString } from './plain-string.js';

/** Connects blocks to the message, modal or App Home that contains them. */
export interface BlockHost {
  /** The state of an input: the person's own changes, or else the state from the server. Undefined if there is none. */
  findHeld(block_id: string, action_id: string): ElementState | undefined;
  hold(block_id: string, action_id: string, state: ElementState): void;
  /** Sends the act to the app. Resolves when the app has answered or failed. */
  act(block_id: string, action_id: string, change?: ElementState): Promise<Result>;
  /** The errors of the last submission, by `block_id`. */
  errors: Record<string, string>;
}

const BlockHostContext = createContext<BlockHost | undefined>(undefined);

/** The block that contains an element. */
export interface ElementPlace {
  block_id: string;
  /** True if each change of the element is sent to the app at once. */
  dispatches: boolean;
  /** The ids of the label, the hint and the error. Only inside an input block. */
  field?: { id: string; labelId: string; describedBy?: string; invalid: boolean; required: boolean };
}

const ElementPlaceContext = createContext<ElementPlace>({ block_id: '', dispatches: true });

/** Provides the host to the blocks inside it. */
export function BlockHostProvider({ host, children }: { host: BlockHost; children: ReactNode }) {
  return <BlockHostContext value={host}>{children}</BlockHostContext>;
}

/** Provides the place to the elements inside it. */
export function ElementPlaceProvider({ place, children }: { place: ElementPlace; children: ReactNode }) {
  return <ElementPlaceContext value={place}>{children}</ElementPlaceContext>;
}

/** The host of the enclosing blocks. Throws if there is none, which is a bug in the page. */
export function useBlockHost(): BlockHost {
  const host = use(BlockHostContext);
  if (!host) throw new Error('A block must be inside a BlockHostProvider.');
  return host;
}

export type ActStatus = 'idle' | 'waiting' | 'failed';

/**
 * The state of an element, the functions to change it, and the status of its last act.
 * `hold` stores a new state. `act` sends an act to the app. `put` stores a new state, and sends it to the app if the
 * element's place dispatches changes. If the element has a `confirm`, the person must confirm before `act` or `put`
 * sends anything. If the person declines, `put` does not store the state either.
 */
export function useElement(element: Element) {
  const host = useBlockHost();
  const place = use(ElementPlaceContext);
  const confirm = useConfirm();
  const [status, setStatus] = useState<ActStatus>('idle');
  const action_id = element.action_id ?? '';

  const act = async (change?: ElementState) => {
    setStatus('waiting');
    const result = await host.act(place.block_id, action_id, change);
    setStatus(result.ok ? 'idle' : 'failed');
  };
  const isAllowed = async () => !element.confirm || (await confirm(questionOf(element.confirm)));
  return {
    place,
    status,
    held: host.findHeld(place.block_id, action_id) ?? initialOf(element),
    hold: (state: ElementState) => host.hold(place.block_id, action_id, state),
    act: async (change?: ElementState) => {
      if (await isAllowed()) await act(change);
    },
    put: async (state: ElementState) => {
      if (place.dispatches && !(await isAllowed())) return;
      host.hold(place.block_id, action_id, state);
      if (place.dispatches) await act(state);
    },
  };
}

function questionOf(confirm: NonNullable<Element['confirm']>) {
  return {
    title: plainString(confirm.title),
    text: confirm.text,
    confirm: plainString(confirm.confirm),
    deny: plainString(confirm.deny),
    danger: confirm.style === 'danger',
  };
}
