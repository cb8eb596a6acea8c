import type { Incoming } from '../slack/index.js';
import type { TrafficEntry } from '../traffic/index.js';
import { isInboxRefusal } from './accept.js';

/**
 * What traffic says of something that Slack sent, whichever door it came through. What is refused for want of room
 * shall take none in the record either.
 */
export function entryOf(
  incoming: Incoming,
  envelopeId: string | undefined,
  outcome: string,
): Pick<TrafficEntry, 'name' | 'team_id' | 'envelope_id' | 'request'> {
  return {
    name: incoming.name === '' ? incoming.kind : `${incoming.kind} ${incoming.name}`,
    team_id: incoming.whose.team_id,
    envelope_id: envelopeId === undefined ? undefined : BigInt(envelopeId),
    request: isInboxRefusal({ code: outcome }) ? undefined : incoming.raw,
  };
}
