import { seconds, seedId } from '../ids.js';
import type { App, Command, RequestUrls } from '../model.js';
import { newAppToken } from '../web-api/tokens.js';
import { apps, appTokens, installations, users } from './collections.js';
import { botHandle, toBotUser } from './person.js';
import { FIRST_BOT, type Planted, type Planting, repeated, whereOf } from './planting.js';
import type { SeedApp, WorldSeed } from './seed.js';

/** The token of the first app's bot in the first workspace. */
const FIRST_BOT_TOKEN = 'xoxb-local-bot';

interface Wanted {
  seed: SeedApp;
  /** Where the app is installed. */
  planted: readonly Planted[];
}

/** Adds the apps, and installs them in their workspaces. */
export function plantApps(
  planting: Planting,
  planted: readonly Planted[],
  seed: Pick<WorldSeed, 'apps'> & { defaultApp: SeedApp },
): void {
  const { db, at } = planting;
  const wanted = wantedApps(planting, planted, seed);
  checkNames(planting, planted, wanted);
  let installed = 0;
  wanted.forEach(({ seed: given, planted: where }, index) => {
    const app = toApp(given, index);
    db.put(apps, app);
    for (const token of app.app_tokens) db.put(appTokens, { token, app: app.id });
    where.forEach((one, place) => {
      const { team, bots } = one;
      const bot = { bot_id: seedId('B', installed), bot_user_id: seedId('U', FIRST_BOT + installed) };
      installed += 1;
      const first =
        place === 0 ? (given.bot_token ?? (index === 0 ? FIRST_BOT_TOKEN : undefined)) : undefined;
      const bot_token = first ?? `xoxb-local-${team.id}-${app.id}`;
      const { scopes } = app;
      db.put(installations, {
        app: app.id,
        team: team.id,
        ...bot,
        bot_token,
        scopes,
        installed_at: seconds(at),
      });
      db.put(users, toBotUser(app, bot, whereOf(planting, team)));
      bots.set(app.name, { app: app.id, user: bot.bot_user_id });
    });
  });
}

/** Notes the apps that tests, people or the Web API could not tell apart. */
function checkNames({ mistake }: Planting, planted: readonly Planted[], wanted: readonly Wanted[]): void {
  for (const one of planted) {
    const here = wanted.filter((app) => app.planted.includes(one)).map(({ seed }) => botHandle(seed.name));
    for (const handle of repeated(here))
      mistake(
        `Two apps of ${one.team.name} have bots with the handle '${handle}'. Give them different names.`,
      );
  }
  const tokens = wanted.flatMap(({ seed: { app_token = [], bot_token = [] } }) =>
    [app_token, bot_token].flat(),
  );
  if (repeated(tokens).size > 0) mistake('Two apps have the same token.');
}

function wantedApps(
  { mistake }: Planting,
  planted: readonly Planted[],
  { apps: everywhere = [], defaultApp }: Pick<WorldSeed, 'apps'> & { defaultApp: SeedApp },
): Wanted[] {
  const workspacesOf = (name: string, domains: readonly string[]) =>
    [...new Set(domains)].flatMap((domain) => {
      const found = planted.find(({ team }) => team.domain === domain);
      if (!found)
        mistake(`The app ${name} is installed in '${domain}', which is the domain of no workspace.`);
      return found ?? [];
    });
  const declared = [
    ...everywhere.map((seed): Wanted => ({ seed, planted })),
    ...planted.flatMap((one) => (one.seed.apps ?? []).map((seed): Wanted => ({ seed, planted: [one] }))),
  ];
  const all = declared.length > 0 ? declared : [{ seed: defaultApp, planted }];
  return all.map(({ seed, planted: usual }) => ({
    seed,
    planted: seed.installed_in ? workspacesOf(seed.name, seed.installed_in) : usual,
  }));
}

function toApp(seed: SeedApp, index: number): App {
  const id = seedId('A', index);
  // The first app has the secrets that the local Slack has always had.
  const own = index === 0 ? '' : `-${id}`;
  return {
    id,
    name: seed.name,
    client_id: seed.client_id ?? `local-client-id${own}`,
    client_secret: seed.client_secret ?? `local-client-secret${own}`,
    signing_secret: seed.signing_secret ?? `local-signing-secret${own}`,
    app_tokens: [seed.app_token ?? newAppToken(id)],
    scopes: { bot: seed.scopes?.bot ?? [], user: seed.scopes?.user ?? [] },
    ...(seed.events && { events: seed.events }),
    commands: toCommands(seed.commands),
    shortcuts: seed.shortcuts ?? [],
    urls: toRequestUrls(seed.request_url),
    doors: seed.doors ?? ['http'],
  };
}

/** Expands a single URL to one that serves all kinds. */
export function toRequestUrls(given: string | RequestUrls | undefined): RequestUrls {
  return typeof given === 'string' ? { all: given } : (given ?? {});
}

export function toCommands(given: readonly (Command | string)[] | undefined): Command[] {
  return (given ?? []).map((one) => (typeof one === 'string' ? { command: one } : one));
}
