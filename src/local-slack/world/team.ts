import type { Team } from '../model.js';
import { refusal } from '../refusal.js';
import type { Reader } from '../store/transaction.js';
import { teams } from './collections.js';

/** @throws refusal `team_not_found` */
export async function getTeam(db: Reader, id: string): Promise<Team> {
  const team = await db.find(teams, id);
  if (!team) throw refusal('team_not_found', `The local Slack has no workspace '${id}'.`);
  return team;
}
