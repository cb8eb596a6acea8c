import { filedUnder, type Incoming } from '../slack/index.js';
import type { TrafficEntry } from '../traffic/index.js';
import { isInboxRefusal } from './accept.js';

/**
 * Returns the traffic record's fields about what Slack sent, for every ingress door. Omits the payload if the inbox had
 * no room for it, because the record would take room too.
 */
export function entryOf(
  incoming: Incoming,
  envelopeId: string | undefined,
  outcome: string,
): Pick<TrafficEntry, 'name' | 'team_id' | 'envelope_id' | 'request'> {
  return {
    name: incoming.name === '' ? incoming.kind : `${incoming.kind} ${incoming.name}`,
    team_id: filedUnder(incoming),
    envelope_id: envelopeId === undefined ? undefined : BigInt(envelopeId),
    request: isInboxRefusal({ code: outcome }) ? undefined : incoming.raw,
  };
}
