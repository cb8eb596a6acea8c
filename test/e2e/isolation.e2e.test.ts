import type { SeenMessage } from '../../src/local-slack/index.js';
import fc from '../support/fast-check.js';
import { until } from '../support/until.js';
import {
  type MarkedWorkspace,
  marksIn,
  startWorkspacesStage,
  type WorkspacesStage,
} from '../support/workspaces-stage.js';
import { addCuriousHandlers, keyIn, LOOKS, type Look, type Seen, textOf } from './isolation-app.js';

// Whatever people do at once in several workspaces, no handler of one workspace sees anything of another.

const ACTS = ['post', 'mention', 'command', 'modal', 'click'] as const;
const PEOPLE = ['ana', 'ben', 'chika'] as const;

interface Act {
  /** The index of the workspace in which the person acts. */
  at: number;
  person: (typeof PEOPLE)[number];
  act: (typeof ACTS)[number];
  look: Look;
  /** The index of the workspace whose ids the handler asks for. */
  of: number;
}

let stage: WorkspacesStage;
let seen: Seen[];
/** The message with a button, by workspace. */
let panels: Map<string, SeenMessage>;

beforeAll(async () => {
  stage = await startWorkspacesStage();
  const { app, workspaces } = stage;
  const ids = workspaces.map(({ user, channel, team }) => ({
    user: user('ben').id,
    channel: channel('general').id,
    team: team.id,
  }));
  seen = addCuriousHandlers(app, ids);
  await app.start();
  panels = new Map();
  for (const [index, { mark, team, channel, waitForMessage }] of workspaces.entries()) {
    const { id } = channel('general');
    const button = { type: 'button' as const, action_id: 'press', text: plain('Press') };
    const elements = LOOKS.map((look) => ({
      ...button,
      action_id: `press`,
      value: textOf(mark, look, index),
    }));
    const text = `The panel of ${mark}`;
    const blocks = elements.map((element) => ({ type: 'actions' as const, elements: [element] }));
    await app.forTeam(team.id).messages.upsert(keyIn(team.id), { channel: id, text, blocks });
    panels.set(mark, await waitForMessage({ text }));
  }
});
afterAll(() => stage?.stop());

const plain = (text: string) => ({ type: 'plain_text' as const, text });

async function perform({ at, person, act, look, of }: Act): Promise<void> {
  const workspace = stage.workspaces[at] as MarkedWorkspace;
  const { mark, as, waitForView } = workspace;
  const text = textOf(mark, look, of);
  const acting = as(person);
  if (act === 'post') await acting.post('#general', text);
  if (act === 'mention') await acting.post('#general', `<@${botIn(workspace)}> ${text}`);
  if (act === 'command') await acting.command('/look', text, '#general');
  if (act === 'click') await acting.click(panels.get(mark) as SeenMessage, { value: textOf(mark, look, at) });
  if (act !== 'modal') return;
  await acting.command('/form', text, '#general');
  await acting.submit(await waitForView(person, { private_metadata: text }, { timeoutMs: 20_000 }), { text });
}

function botIn({ team }: MarkedWorkspace): string {
  return stage.local.app('Poll').botIn(team.id).botUserId;
}

/**
 * Starts all acts at once, but those of one person one after the other. At the same time, the app is installed again in a
 * workspace. That makes havoc forget the token, so that calls read it from the database.
 */
async function performAll(acts: readonly Act[], installAt: number): Promise<void> {
  const last = new Map([['install', stage.install(stage.workspaces[installAt] as MarkedWorkspace)]]);
  for (const act of acts) {
    const whose = `${act.at} ${act.person}`;
    last.set(
      whose,
      (last.get(whose) ?? Promise.resolve()).then(() => perform(act)),
    );
  }
  await Promise.all(last.values());
  await stage.local.idle();
  await until(async () => (await stage.outcomes()).every((outcome) => outcome !== null));
}

/** The marks of what belongs to the installation of a workspace: those of all workspaces of an organisation. */
function marksOf(tenant: string | undefined): string[] {
  return stage.workspaces.filter((one) => one.tenant === tenant).map(({ mark }) => mark);
}

/** Expects that no other mark than these is in what was seen. A failure shows what was seen. */
function expectOnly(marks: readonly string[], seen: unknown): void {
  const foreign = marksIn(seen).filter((mark) => !marks.includes(mark));
  expect({ foreign, in: foreign.length > 0 ? seen : undefined }).toEqual({ foreign: [], in: undefined });
}

const workspaceIndex = fc.constantFrom(0, 1, 2, 3);
const anyAct = fc.record({
  at: workspaceIndex,
  person: fc.constantFrom(...PEOPLE),
  act: fc.constantFrom(...ACTS),
  look: fc.constantFrom(...LOOKS),
  of: workspaceIndex,
});

const manyActs = fc.array(anyAct, { minLength: 10, maxLength: 25 });

test('a handler sees only what belongs to its workspace', async () => {
  await fc.assert(
    fc.asyncProperty(manyActs, workspaceIndex, async (acts, installAt) => {
      const before = seen.length;
      await performAll(acts, installAt);
      const now = seen.slice(before);
      expect(now.length).toBeGreaterThanOrEqual(acts.length);
      for (const { place, told, answered } of now) {
        const here = stage.workspaces.filter(({ team, tenant }) => [team.id, tenant].includes(place));
        expectOnly(
          here.map(({ mark }) => mark),
          told,
        );
        expectOnly(marksOf(here[0]?.tenant), answered);
      }
    }),
    // havoc limits how many installations an address may finish. What went before cannot be undone to shrink a failure.
    { numRuns: 7, endOnFailure: true },
  );
  // Handlers of every workspace got answers with its mark.
  for (const { mark, team } of stage.workspaces) {
    const answers = seen.flatMap((one) => (one.place === team.id ? marksIn(one.answered) : []));
    expect(answers).toContain(mark);
  }
}, 240_000);

test('the token of a workspace is used for this workspace only', () => {
  const calls = stage.local.calls().filter(({ team }) => team !== undefined);
  expect(new Set(calls.map(({ team }) => team))).toEqual(
    new Set(stage.workspaces.map(({ tenant }) => tenant)),
  );
  for (const { args, team, answer } of calls) expectOnly(marksOf(team), { args, answer });
});

test('messages of the app are in the workspace that they concern', () => {
  for (const { mark, messages } of stage.workspaces) {
    const own = messages('general').filter(({ bot_id }) => bot_id !== undefined);
    expect(own.length).toBeGreaterThan(2);
    expect(marksIn(own)).toEqual([mark]);
  }
});
