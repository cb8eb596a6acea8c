import { EXPAND, LEAVES_ANYWAY_MS, type StageOptions } from './stage.js';
import { type Story, tellStory } from './story.js';

const FORMS: StageOptions[] = [
  { sidecar: 'native', transport: 'unix' },
  { sidecar: 'classic', transport: 'tcp' },
];
const STORY_MS = 240_000;

/** The stories run at the same time, because pods wait more than they work. */
const stories = new Map<StageOptions, Promise<Story>>();
beforeAll(() => {
  for (const form of FORMS) {
    const story = tellStory(form);
    // The test that awaits the story still gets the error.
    story.catch(() => undefined);
    stories.set(form, story);
  }
});
afterAll(() => Promise.allSettled(stories.values()), STORY_MS);

const ENDED_WELL = { havoc: { code: 0, killed: false }, app: { code: 0, killed: false } };

describe.each(FORMS)(
  'two pods with a $sidecar sidecar over $transport are updated and rolled back while Slack sends',
  (form) => {
    let story: Story;
    beforeAll(async () => {
      story = await (stories.get(form) as Promise<Story>);
    }, STORY_MS);

    test('nothing is refused, lost or done twice', () => {
      const { sent, handled, replies, remains } = story;
      expect(sent.filter(({ outcome }) => outcome.status !== 200)).toEqual([]);
      expect(handled.sort()).toEqual(sent.map(({ text }) => text).sort());
      const commands = sent.filter(({ kind }) => kind === 'command').map(({ text }) => text);
      expect(commands.length).toBeGreaterThan(10);
      expect(replies.sort()).toEqual(commands.sort());
      expect(remains).toEqual({ envelopes: sent.length, unsettled: 0, dead: 0 });
    });

    test('every pod ends by itself within its grace period', () => {
      const { updated, rolledBack, pods } = story;
      expect(updated.map(({ endings }) => endings)).toEqual([ENDED_WELL, ENDED_WELL]);
      // The first one is the pod that could not start. Nothing ran in it any more.
      expect(rolledBack.map(({ endings }) => endings)).toEqual([{}, ENDED_WELL, ENDED_WELL]);
      expect(pods.flatMap(({ troubles }) => troubles)).toEqual([]);
    });

    test('the apps that ended last were busy for longer than havoc accepts requests and drains', () => {
      const [, ...busy] = story.rolledBack.map(({ tookMs }) => tookMs);
      expect(Math.min(...busy)).toBeGreaterThan(LEAVES_ANYWAY_MS);
    });

    test('pods that start together create the tables once, and pods of the next version migrate them once', () => {
      const told = story.pods.map((pod) => pod.output('migrate'));
      const applied = told.flatMap((text) => text.match(/(?<=Applying migration )\S+/g) ?? []);
      expect(applied.length).toBeGreaterThan(1);
      expect(applied).toEqual([...new Set(applied)]);
      expect(applied.at(-1)).toBe(EXPAND.name);
    });

    test('the previous version runs on the migrated tables, but not on tables that no longer serve it', () => {
      const told = story.pods.map((pod) => pod.output('migrate'));
      expect(
        told.filter((text) => text.includes(`This version works with them: ${EXPAND.name}`)),
      ).toHaveLength(2);
      expect(story.unserved).toMatchObject({
        status: 'rejected',
        reason: expect.objectContaining({
          message: expect.stringContaining(
            `The tables need havoc 0.2.0 or newer since migration ${EXPAND.name}, and this is havoc 0.1.0.`,
          ),
        }),
      });
    });
  },
);
