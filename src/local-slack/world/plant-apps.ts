import { seconds, seedId } from '../ids.js';
import type { App, Command, RequestUrls } from '../model.js';
import { newAppToken } from '../oauth/new-tokens.js';
import type { Tenant } from '../oauth/tenant.js';
import { apps, appTokens, installations, tenantOf, tokens, users } from './collections.js';
import { botHandle, toBotUser } from './person.js';
import { FIRST_BOT, type Planted, type Planting, repeated, whereOf } from './planting.js';
import type { SeedApp, WorldSeed } from './seed.js';

/** The token of the first app's bot in the first workspace. */
const FIRST_BOT_TOKEN = 'xoxb-local-bot';

interface Wanted {
  seed: SeedApp;
  /** Where the app is installed. */
  places: readonly Place[];
}

/** A workspace, or all workspaces of an organisation. */
interface Place extends Tenant {
  planted: readonly Planted[];
}

/** Adds the apps, and installs them in their workspaces and organisations. */
export function plantApps(
  planting: Planting,
  planted: readonly Planted[],
  seed: Pick<WorldSeed, 'apps' | 'organisations'> & { defaultApp: SeedApp },
): void {
  const { db } = planting;
  const wanted = wantedApps(planting, planted, seed);
  checkNames(planting, planted, wanted);
  let installed = 0;
  wanted.forEach(({ seed: given, places }, index) => {
    const app = toApp(given, index);
    db.put(apps, app);
    for (const token of app.app_tokens) db.put(appTokens, { token, app: app.id });
    places.forEach((place, order) => {
      const bot = { bot_id: seedId('B', installed), bot_user_id: seedId('U', FIRST_BOT + installed) };
      installed += 1;
      const first =
        order === 0 ? (given.bot_token ?? (index === 0 ? FIRST_BOT_TOKEN : undefined)) : undefined;
      const bot_token = first ?? `xoxb-local-${tenantOf(place)}-${app.id}`;
      plantInstallation(planting, app, place, { ...bot, bot_token });
    });
  });
}

function plantInstallation(
  planting: Planting,
  app: App,
  { planted, ...tenant }: Place,
  { bot_token, ...bot }: { bot_id: string; bot_user_id: string; bot_token: string },
): void {
  const { db, at } = planting;
  const { bot: scopes, user } = app.scopes;
  const where = { app: app.id, ...tenant };
  db.put(installations, {
    ...where,
    is_enterprise_install: tenant.team === undefined,
    ...bot,
    scopes: { ...(scopes && { bot: scopes }), ...(user && { user }) },
    installed_at: seconds(at),
    team_access_granted: tenant.team === undefined ? planted.map(({ team }) => team.id) : [],
  });
  db.put(tokens, {
    ...where,
    value: bot_token,
    kind: 'bot',
    user: bot.bot_user_id,
    ...(scopes && { scopes }),
    issued_at: at.getTime(),
  });
  for (const { team, bots } of planted) {
    db.put(users, toBotUser(app, bot, whereOf(planting, team)));
    bots.set(app.name, { app: app.id, user: bot.bot_user_id });
  }
}

/** Notes the apps that tests, people or the Web API could not tell apart. */
function checkNames({ mistake }: Planting, planted: readonly Planted[], wanted: readonly Wanted[]): void {
  for (const one of planted) {
    const here = wanted.flatMap(({ seed, places }) =>
      places.flatMap(({ planted: at }) => (at.includes(one) ? [botHandle(seed.name)] : [])),
    );
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
  {
    apps: everywhere = [],
    organisations = [],
    defaultApp,
  }: Pick<WorldSeed, 'apps' | 'organisations'> & { defaultApp: SeedApp },
): Wanted[] {
  const toPlace = (one: Planted): Place => ({ team: one.team.id, planted: [one] });
  const placeOf = (name: string, domain: string): Place[] => {
    const workspace = planted.find(({ team }) => team.domain === domain);
    if (workspace) return [toPlace(workspace)];
    const members = planted.filter(({ seed }) => seed.organisation === domain);
    const enterprise = members[0]?.team.enterprise_id;
    if (enterprise && organisations.some((one) => one.domain === domain))
      return [{ enterprise, planted: members }];
    mistake(
      `The app ${name} is installed in '${domain}', which is the domain of no workspace, and of no organisation with workspaces.`,
    );
    return [];
  };
  const declared = [
    ...everywhere.map((seed) => ({ seed, usual: planted })),
    ...planted.flatMap((one) => (one.seed.apps ?? []).map((seed) => ({ seed, usual: [one] }))),
  ];
  const all = declared.length > 0 ? declared : [{ seed: defaultApp, usual: planted }];
  return all.map(({ seed, usual }) => ({
    seed,
    places: seed.installed_in
      ? [...new Set(seed.installed_in)].flatMap((domain) => placeOf(seed.name, domain))
      : usual.map(toPlace),
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
    scopes: seed.scopes ?? {},
    redirect_urls: seed.redirect_urls ?? [],
    token_rotation: seed.token_rotation ?? false,
    pkce: seed.pkce ?? false,
    org_deploy: seed.org_deploy ?? false,
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
