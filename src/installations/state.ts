import type { Tx } from '../db/index.js';
import { Prisma } from '../gen/prisma/client.js';

/** How many installations are in each state, and some of those whose bot's token Slack refuses. */
export interface InstallationSummary {
  active: number;
  refused: number;
  ended: number;
  /** At most `MOST_SHOWN`. */
  refusals: Refusal[];
}

/** A token that Slack refuses, or that cannot be refreshed. */
export interface Refusal {
  tenant: string;
  /** Slack's error, `refresh_lost` or `no_refresh_token`. */
  error: string;
}

const MOST_SHOWN = 5;

// SLACK_BOT_TOKEN has its refusal in the row of the installation.
const STATES = Prisma.sql`
  select org.tenant, org.ended_at, coalesce(bot.refusal, org.refusal) as error,
    coalesce(bot.refusal, org.refusal) is not null as refused, coalesce(bot.refused_at, org.refused_at) as refused_at
  from havoc_internal.installation as org left join havoc_internal.installation_token as bot
    on bot.tenant = org.tenant and bot.user_id = ''`;

/** Summarizes the installations in two queries. */
export async function summarize(tx: Tx): Promise<InstallationSummary> {
  const [counts] = await tx.$queryRaw<Omit<InstallationSummary, 'refusals'>[]>`
    select count(*) filter (where ended_at is null and not refused)::int as active,
      count(*) filter (where ended_at is null and refused)::int as refused,
      count(*) filter (where ended_at is not null)::int as ended
    from (${STATES}) as one`;
  const { active = 0, refused = 0, ended = 0 } = counts ?? {};
  const rows =
    refused === 0
      ? []
      : await tx.$queryRaw<Refusal[]>`
          select tenant, error from (${STATES}) as one where ended_at is null and refused
          order by refused_at desc, tenant limit ${MOST_SHOWN}`;
  return {
    active,
    refused,
    ended,
    refusals: rows,
  };
}
