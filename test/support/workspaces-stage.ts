import type { Havoc } from '../../src/client/index.js';
import type { LocalWorkspace, WorldSeed } from '../../src/local-slack/index.js';
import { newKey } from '../../src/vault/index.js';
import { createBrowser } from '../e2e/install-browser.js';
import { REDIRECT_URL } from '../local-slack/support/oauth.js';
import { type Stack, startStack } from './stack.js';

/** A workspace whose texts all have its mark. Handles, names of channels and texts are otherwise those of the others. */
export interface MarkedWorkspace extends LocalWorkspace {
  mark: string;
  /** The workspace or organisation that owns the app's token there. */
  tenant: string;
}

/**
 * All of havoc with one app, which OAuth has installed in four workspaces: in Amber and Cobalt on their own, in Olive and
 * Umber for their organisation.
 */
export interface WorkspacesStage extends Stack {
  app: Havoc;
  workspaces: MarkedWorkspace[];
  /** Installs the app again where it is installed, as Ana. */
  install(workspace: MarkedWorkspace): Promise<void>;
}

const MARKS = ['amber', 'cobalt', 'olive', 'umber'];
const ALONE = ['amber', 'cobalt'];
const HANDLES = ['ana', 'ben', 'chika'];
const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'team:read',
  'users:read',
];
const CLIENT = { client_id: '1.1', client_secret: 'client-secret-of-the-app' };

const seed: WorldSeed = {
  organisations: [{ name: 'Garden', domain: 'garden' }],
  workspaces: MARKS.map((mark) => ({
    team: { name: `Team ${mark}`, domain: mark },
    ...(!ALONE.includes(mark) && { organisation: 'garden' }),
    people: HANDLES.map((name) => ({ name, real_name: `${name} of ${mark}`, is_admin: name === 'ana' })),
    channels: [{ name: 'general', topic: `The topic of ${mark}` }],
    messages: [{ channel: 'general', by: 'ana', text: `The first message of ${mark}` }],
  })),
  apps: [{ name: 'Poll', redirect_urls: [REDIRECT_URL], installed_in: [], org_deploy: true, ...CLIENT }],
};

/** Starts the stage, but not its app. */
export async function startWorkspacesStage(): Promise<WorkspacesStage> {
  const stack = await startStack({
    slack: { seed },
    environment: {
      SLACK_CLIENT_ID: CLIENT.client_id,
      SLACK_CLIENT_SECRET: CLIENT.client_secret,
      SLACK_SCOPES: SCOPES.join(),
      HAVOC_OAUTH_REDIRECT_URLS: REDIRECT_URL,
      HAVOC_ENCRYPTION_KEYS: newKey(new Date()),
      HAVOC_UNHANDLED_AFTER_MS: '0',
    },
  });
  const { local, sidecar } = stack;
  const app = stack.createApp({ name: 'poll' });
  const install = async (place: { team: string } | { enterprise: string }) => {
    const browser = createBrowser(sidecar);
    const { location } = await browser.open((await app.installations.link()).url);
    const callback = await local.decideConsent(location, { allow: true, person: 'ana', ...place });
    const { status } = await browser.open(callback);
    if (status !== 200) throw new Error(`The installation in ${Object.values(place)} ended with ${status}.`);
  };
  for (const team of ALONE) await install({ team });
  await install({ enterprise: 'garden' });
  const rest = MARKS.filter((mark) => !ALONE.includes(mark));
  await local.app('Poll').addWorkspaces('garden', rest);
  const workspaces = MARKS.map((mark) => {
    const workspace = local.workspace(mark);
    const { id, enterprise_id: tenant = id } = workspace.team;
    return { ...workspace, mark, tenant };
  });
  for (const { as, team, people } of workspaces) {
    await as('ana').invite('general', 'Poll');
    // A delivery waits one second for a name. On a busy machine, the first lookup may take longer.
    for (const { id } of people()) await app.forTeam(team.id).entities.getUser(id);
  }
  return {
    ...stack,
    app,
    workspaces,
    install: ({ mark }) => install(ALONE.includes(mark) ? { team: mark } : { enterprise: 'garden' }),
  };
}

/** The marks of workspaces in a text or in anything that JSON can hold, each once. */
export function marksIn(seen: unknown): string[] {
  const text = JSON.stringify(seen) ?? '';
  return MARKS.filter((mark) => text.includes(mark));
}
