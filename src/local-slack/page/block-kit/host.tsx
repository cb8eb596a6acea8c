import { createContext, type ReactNode, use, useState } from 'react';
import type { Result } from '../../protocol.js';
import { useConfirm } from '../ui/confirm.js';
import type { Element, ElementState } from './json.js';
import { plainString } from './plain-string.js';

/** What a message, a modal or a home tab does for the blocks in it. */
export interface BlockHost {
  /** What an input holds: what a person has put in, else what the server keeps. Undefined for neither. */
  findHeld(block_id: string, action_id: string): ElementState | undefined;
  hold(block_id: string, action_id: string, state: ElementState): void;
  /** Tells the app; resolves once it has answered, or failed to. */
  act(block_id: string, action_id: string, change?: ElementState): Promise<Result>;
  /** What is wrong with an input, by `block_id`, after a submission. */
  errors: Record<string, string>;
}

const BlockHostContext = createContext<BlockHost | undefined>(undefined);

/** Where an element stands, which decides whether its changes are told at once, and what names it. */
export interface ElementPlace {
  block_id: string;
  dispatches: boolean;
  /** Only inside an input block. */
  field?: { id: string; labelId: string; describedBy?: string; invalid: boolean; required: boolean };
}

const ElementPlaceContext = createContext<ElementPlace>({ block_id: '', dispatches: true });

/** Gives the blocks inside it somebody to talk to. */
export function BlockHostProvider({ host, children }: { host: BlockHost; children: ReactNode }) {
  return <BlockHostContext value={host}>{children}</BlockHostContext>;
}

/** Tells the elements inside it in which block they stand. */
export function ElementPlaceProvider({ place, children }: { place: ElementPlace; children: ReactNode }) {
  return <ElementPlaceContext value={place}>{children}</ElementPlaceContext>;
}

/** The host of the blocks around; throws outside of one, which is a mistake in the page. */
export function useBlockHost(): BlockHost {
  const host = use(BlockHostContext);
  if (!host) throw new Error('A block stands outside of a BlockHostProvider.');
  return host;
}

export type ActStatus = 'idle' | 'waiting' | 'failed';

/**
 * What an element needs to live: what it holds, how to change that, and how its last act went.
 * `act` asks first where the element has a `confirm`; `put` holds the new state, and acts on it where changes are told.
 */
export function useElement(element: Element, initial?: ElementState) {
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
    held: host.findHeld(place.block_id, action_id) ?? initial,
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
