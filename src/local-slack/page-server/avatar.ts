import type { Reader } from '../store/transaction.js';
import { ALL, teams, users } from '../world/collections.js';

/**
 * A square SVG in the user's colour: the initials of a person or of a workspace, or a robot for a bot.
 *
 * @param id of a user or a workspace; for any other text, the avatar is that of the first workspace
 */
export async function avatar(db: Reader, id: string): Promise<string> {
  const [user] = await db.list(users, 'id', id, { limit: 1 });
  const name = user?.real_name ?? (await nameOfTeam(db, id));
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
  const safe = initials.replace(/[<>&"']/g, '');
  const shape = user?.is_bot
    ? '<path d="M22 30h28a6 6 0 0 1 6 6v12a6 6 0 0 1-6 6H22a6 6 0 0 1-6-6V36a6 6 0 0 1 6-6Z" fill="#fff"/><circle cx="28" cy="42" r="4" fill="#1d1c1d"/><circle cx="44" cy="42" r="4" fill="#1d1c1d"/><path d="M36 30V20" stroke="#fff" stroke-width="4"/><circle cx="36" cy="18" r="4" fill="#fff"/>'
    : `<text x="36" y="37" dominant-baseline="central" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="30" fill="#fff">${safe}</text>`;
  const color = (user?.color ?? '4a154b').replace(/[^0-9a-f]/gi, '');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72"><rect width="72" height="72" fill="#${color}"/>${shape}</svg>`;
}

async function nameOfTeam(db: Reader, id: string): Promise<string> {
  const team = (await db.find(teams, id)) ?? (await db.list(teams, 'all', ALL, { limit: 1 }))[0];
  return team?.name ?? '';
}
