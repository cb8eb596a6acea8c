import type { Handles } from '../fleet/index.js';
import type { ClaimedEnvelope, Selection } from '../inbox/index.js';

/**
 * Returns the envelopes that may match these declarations. The selection contains all envelopes that match.
 * It may contain others, because it distinguishes envelopes only by kind, and events also by type, which is
 * their name.
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

/** Returns the union of the selections. */
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
