import type { Workspace } from '../state/workspace.js';

/** A square SVG in the user's colour: the initials of a person or of the team, or a robot for a bot. */
export function avatar({ users, team }: Workspace, id: string): string {
  const user = users.get(id);
  const name = user?.real_name ?? team.name;
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
