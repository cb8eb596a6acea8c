import type { App } from '../model.js';
import { keyOf } from '../store/collection.js';
import type { Database } from '../store/database.js';
import type { Transaction } from '../store/transaction.js';
import { apps, appTokens, installations, teams, tenantOf, tokens, users } from './collections.js';
import { toBotUser } from './person.js';
import { toCommands, toRequestUrls } from './plant-apps.js';
import type { SeedApp } from './seed.js';

/** Configures the first app. What is left out stays as it is. */
export function adaptApp(db: Database, given: Partial<SeedApp>): Promise<void> {
  return db.transact(async (transaction) => {
    const [app] = await transaction.list(apps, 'all', '', { limit: 1 });
    if (!app) return;
    const { app_token, bot_token, name = app.name } = given;
    const adapted: App = {
      ...app,
      name,
      signing_secret: given.signing_secret ?? app.signing_secret,
      app_tokens: app_token === undefined ? app.app_tokens : [app_token],
      commands: given.commands ? toCommands(given.commands) : app.commands,
      shortcuts: given.shortcuts ?? app.shortcuts,
      urls: given.request_url === undefined ? app.urls : toRequestUrls(given.request_url),
      doors: given.doors ?? app.doors,
    };
    transaction.put(apps, adapted);
    for (const token of app.app_tokens) transaction.remove(appTokens, token);
    for (const token of adapted.app_tokens) transaction.put(appTokens, { token, app: app.id });
    if (name !== app.name) await renameBots(transaction, adapted);
    if (bot_token) await renameBotToken(transaction, app.id, bot_token);
  });
}

/** Gives the first bot of the app this token instead of its newest one. */
async function renameBotToken(transaction: Transaction, app: string, value: string): Promise<void> {
  const [first] = await transaction.list(installations, 'app', app, { limit: 1 });
  const all = first ? await transaction.list(tokens, 'installation', keyOf(tenantOf(first), app)) : [];
  const newest = all.filter(({ kind, ended }) => kind === 'bot' && !ended).at(-1);
  if (!newest || newest.value === value) return;
  transaction.remove(tokens, newest.value);
  transaction.put(tokens, { ...newest, value });
}

/** The bots of an app have its name. */
async function renameBots(transaction: Transaction, app: App): Promise<void> {
  for (const installation of await transaction.list(installations, 'app', app.id)) {
    const { team: own, team_access_granted, bot_user_id } = installation;
    for (const id of own === undefined ? team_access_granted : [own]) {
      const team = await transaction.find(teams, id);
      const before = await transaction.find(users, keyOf(id, bot_user_id));
      if (!team || !before) continue;
      const url = team.url.replace(/\/$/, '');
      transaction.put(users, toBotUser(app, installation, { url, team, updated: before.updated }));
    }
  }
}
