import type { Grant, GrantedToken } from '../installation.js';

/** A person in whose name an installation is written. */
interface Person {
  id: string;
  /** Undefined if the person granted no user scopes. */
  token?: GrantedToken;
}

/**
 * Lists the people of a grant: everybody with a token, and the installer. Each of Bolt's installations names one
 * person. The installer is last, because Bolt's stores use the installation that was stored last as that of the
 * workspace. If the installer is unknown, a person with a token is last. If no person has a token, the list contains
 * the bot, since Bolt's installations always name a user.
 */
export function peopleOf({ installed_by, users, bot_user_id = '' }: Grant): Person[] {
  const people = users.map((token) => ({ id: token.user_id, token }));
  const installer = people.find(({ id }) => id === installed_by);
  const others = people.filter((person) => person !== installer);
  if (installer) return [...others, installer];
  if (installed_by !== undefined) return [...others, { id: installed_by }];
  return others.length > 0 ? others : [{ id: bot_user_id }];
}
