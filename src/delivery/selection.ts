import type { Handles } from '../fleet/index.js';
import type { ClaimedEnvelope, Selection } from '../inbox/index.js';

/**
 * Which envelopes may be for whoever declares this: all that are, and no more than can be told by kind, or of an
 * event by its type, which is its name too.
 */
export function selectionOf(declarations: readonly Handles[]): Selection {
  const kinds: string[] = [];
  const names: { kind: string; name: string }[] = [];
  for (const { kind = '', matches = [] } of declarations) {
    const type = matches.find(({ property, equals }) => property === 'type' && equals !== undefined)?.equals;
    if (kind === 'event' && type !== undefined) names.push({ kind, name: type });
    else kinds.push(kind);
  }
  return { kinds, names };
}

/** What is in any of them. */
export function union(selections: readonly Selection[]): Selection {
  return { kinds: selections.flatMap(({ kinds }) => kinds), names: selections.flatMap(({ names }) => names) };
}

export function isSelected(
  { kinds, names }: Selection,
  { kind, name }: Pick<ClaimedEnvelope, 'kind' | 'name'>,
): boolean {
  return (
    kinds.includes('*') ||
    kinds.includes(kind) ||
    names.some((selected) => selected.kind === kind && selected.name === name)
  );
}
