import type { Incoming } from './incoming.js';

/**
 * Returns the workspace or organisation under which a payload is stored, and in whose turn it is claimed. An
 * interaction of an org-wide installation may name a workspace outside the organisation, so it is stored under the
 * organisation.
 */
export function filedUnder({ kind, whose }: Pick<Incoming, 'kind' | 'whose'>): string | undefined {
  const { team_id, enterprise_id, is_enterprise_install } = whose;
  return is_enterprise_install && kind !== 'event' ? (enterprise_id ?? team_id) : (team_id ?? enterprise_id);
}
