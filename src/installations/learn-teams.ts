import { isObject } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { type SlackAnswer, type SlackRequest, walkCursor } from '../slack/index.js';
import type { ChangeDeps } from './changes.js';
import type { FindToken } from './installation.js';
import { listWithoutTeams, saveTeamAccess } from './team-access.js';

export interface LearnTeamsOptions extends ChangeDeps {
  db: Pick<Database, 'prisma' | 'transaction'>;
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  findToken: FindToken;
  onChanged: (tenant: string) => void;
  log: Logger;
}

/** Finds out to which workspaces org-wide installations have access. Slack's events report later changes. */
export interface LearnTeams {
  /** Asks Slack for the workspaces of one organisation. A failure is logged. */
  learnTeams(enterprise_id: string, token: string, at: Date): Promise<void>;
  /** Does the same for each org-wide installation without a known workspace, such as an imported one. */
  learnMissing(signal: AbortSignal): Promise<void>;
}

/** @see https://docs.slack.dev/reference/methods/auth.teams.list */
export function createLearnTeams(options: LearnTeamsOptions): LearnTeams {
  const { db, call, findToken, onChanged, log } = options;

  async function ask(token: string, signal: AbortSignal | undefined): Promise<string[]> {
    const request = { method: 'auth.teams.list', token, args: { limit: 1_000 }, ...(signal && { signal }) };
    const ids: string[] = [];
    for await (const { teams } of walkCursor(call, request))
      if (Array.isArray(teams)) ids.push(...teams.flatMap((team) => (isObject(team) ? String(team.id) : [])));
    return ids;
  }

  async function learn(
    enterprise_id: string,
    { at, findOne, signal }: { at: Date; findOne: () => Promise<string>; signal?: AbortSignal },
  ): Promise<void> {
    try {
      const team_ids = await ask(await findOne(), signal);
      await db.transaction((tx) =>
        saveTeamAccess(tx, options, { enterprise_id, team_ids, granted: true, at }),
      );
      onChanged(enterprise_id);
    } catch (failure) {
      log.warn(
        { err: failure, tenant: enterprise_id },
        'the workspaces of an organisation could not be listed; havoc tries again',
      );
    }
  }

  return {
    learnTeams: (enterprise_id, token, at) => learn(enterprise_id, { at, findOne: async () => token }),
    async learnMissing(signal) {
      for (const enterprise_id of await listWithoutTeams(db.prisma)) {
        if (signal.aborted) return;
        const findOne = async () => (await findToken({ enterprise_id }, { signal })).token;
        await learn(enterprise_id, { at: new Date(0), findOne, signal });
      }
    },
  };
}
