import { decideConsent } from '../oauth/consent.js';
import type { SyncReader } from '../store/memory-store.js';
import type { World } from '../world/world.js';
import { memberNamed, type Place, tenantNamed } from './named.js';
import { channelNamed } from './seen.js';

/** What a person decides on the consent page. */
export type ConsentDecision =
  | { allow: false }
  | (Place & {
      allow: true;
      /** The handle or id of the person. */
      person: string;
      /** What the person grants, if not everything: only optional scopes can be refused. */
      scopes?: { bot: string[]; user: string[] };
      /** The name or id of the channel for the incoming webhook. */
      channel?: string;
    });

/** @returns the URL to which the person is sent */
export async function decideConsentNamed(
  { world, now }: { world: World; now: SyncReader },
  url: string,
  decision: ConsentDecision,
): Promise<string> {
  const query = Object.fromEntries(new URL(url).searchParams);
  if (!decision.allow) return (await decideConsent(world, query, decision)).redirect;
  const { allow, scopes } = decision;
  const tenant = tenantNamed(now, decision);
  const { team = '' } = tenant;
  const { redirect } = await decideConsent(world, query, {
    allow,
    ...tenant,
    person: memberNamed(now, tenant, decision.person).id,
    ...(scopes && { scopes }),
    ...(decision.channel && { channel: channelNamed({ now, team }, decision.channel).id }),
  });
  return redirect;
}
