import fc from 'fast-check';
import type { Act } from '../../../src/local-slack/protocol.js';
import { showEphemeral } from '../../../src/local-slack/workspaces/ephemerals.js';
import { channels, memberships, messages } from '../../../src/local-slack/world/collections.js';
import { createScene, type TestScene } from '../support/scene.js';
import { createShownPage, type ShownPage } from '../support/shown-page.js';
import { openPage, type TestPage } from '../support/test-page.js';

const PEOPLE = ['ana', 'ben', 'chika', 'dmitri'] as const;
const person = fc.constantFrom(...PEOPLE);
const place = fc.nat(9);
const step = fc.oneof(
  fc.record({ act: fc.constant('create' as const), by: person }),
  fc.record({ act: fc.constant('dm' as const), by: person, other: person }),
  fc.record({ act: fc.constant('post' as const), by: person, place }),
  fc.record({ act: fc.constant('whisper' as const), by: person, place }),
  fc.record({ act: fc.constant('invite' as const), by: person, other: person, place }),
  fc.record({ act: fc.constant('leave' as const), by: person, place }),
  fc.record({ act: fc.constant('react' as const), by: person, place }),
  fc.record({ act: fc.constant('delete' as const), by: person, place }),
  fc.record({ act: fc.constant('read' as const), by: person, place }),
  fc.record({ act: fc.constant('disconnect' as const), by: person }),
  fc.record({ act: fc.constant('connect' as const), by: person }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** A person's window: it may lose its tab, and connects again. */
interface Window {
  shown: ShownPage;
  /** Every tab that it had, the current one last. */
  pages: TestPage[];
}

const current = ({ pages }: Window): TestPage => {
  const page = pages.at(-1);
  if (!page) throw new Error('The window has no tab.');
  return page;
};

async function connect(scene: TestScene, handle: string, window: Window, world: string): Promise<void> {
  if (current(window).isOpen) return;
  window.pages.push(await openPage(scene, handle, { world, number: lastNumber(window.pages) }));
}

/** The number of the last change that a window has seen. */
function lastNumber(pages: readonly TestPage[]): number {
  const numbers = pages.flatMap(({ frames }) =>
    frames.flatMap((frame) => {
      if (frame.type === 'snapshot') return frame.snapshot.number;
      return frame.type === 'change' ? frame.number : [];
    }),
  );
  return numbers.at(-1) ?? 0;
}

/** Waits until an open tab has sent all changes. They come before the result of a read. */
async function sentAll(page: TestPage): Promise<void> {
  if (page.isOpen) await page.act({ type: 'find', text: 'nobody' });
}

function actOf(scene: TestScene, one: Step, index: number): Act | undefined {
  const all = scene.store.now.all(channels);
  const channel = 'place' in one ? (all[one.place % all.length]?.id ?? '') : '';
  const ts = scene.store.now.list(messages, 'top', channel).at(-1)?.message.ts ?? '';
  switch (one.act) {
    case 'create':
      return { type: 'create_channel', name: `private-${index}`, is_private: true };
    case 'dm':
      return { type: 'open_dm', users: [scene.user(one.other)] };
    case 'post':
      return { type: 'post', channel, text: `said in ${channel}` };
    case 'invite':
      return { type: 'invite', channel, users: [scene.user(one.other)] };
    case 'leave':
      return { type: 'leave', channel };
    case 'react':
      return { type: 'react', channel, ts, name: 'wave' };
    case 'delete':
      return { type: 'delete', channel, ts };
    case 'read':
      return { type: 'mark_read', channel, ts };
    default:
      return undefined;
  }
}

function whisper(scene: TestScene, handle: string, at: number): Promise<unknown> {
  const all = scene.store.now.all(channels);
  const channel = all[at % all.length];
  const user = scene.user(handle);
  return scene.world.change(scene.team, async (workspace) => {
    const post = { user: scene.user('havoc'), text: `whispered to ${user}` };
    if (channel) await showEphemeral(workspace, channel, user, post);
  });
}

test('a tab gets nothing that its person may not see, and shows all that the person may see', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, isPrompt) => {
      const scene = await createScene();
      const everMembers = new Map<string, Set<string>>();
      const remember = () => {
        for (const { channel, user } of scene.store.now.all(memberships))
          everMembers.set(channel, (everMembers.get(channel) ?? new Set()).add(user));
      };
      remember();
      const windows = new Map<string, Window>();
      for (const handle of PEOPLE) {
        const window = { shown: createShownPage(), pages: [await openPage(scene, handle)] };
        window.shown.receive(current(window));
        await window.shown.read(current(window));
        windows.set(handle, window);
      }
      const world = [...windows.values()][0]?.pages[0]?.snapshot().world ?? '';

      for (const [index, one] of steps.entries()) {
        const window = windows.get(one.by) as Window;
        const act = actOf(scene, one, index);
        if (one.act === 'disconnect') {
          current(window).isOpen = false;
          await current(window).stop();
          window.shown.receive(current(window));
        } else if (one.act === 'connect') await connect(scene, one.by, window, world);
        else if (one.act === 'whisper') await whisper(scene, one.by, one.place);
        else if (act) await scene.act(one.by, act).catch(() => undefined);
        remember();
        // Without this, the tabs send changes only after others have happened.
        if (isPrompt) for (const one of windows.values()) await sentAll(current(one));
      }

      for (const handle of PEOPLE) {
        const window = windows.get(handle) as Window;
        await connect(scene, handle, window, world);
        const page = current(window);
        await sentAll(page);
        window.shown.receive(page);
        await window.shown.read(page);

        const fresh = createShownPage();
        const freshPage = await openPage(scene, handle);
        fresh.receive(freshPage);
        await fresh.read(freshPage);
        expect(byId(window.shown.channels)).toEqual(byId(fresh.channels));
        expect(byId(window.shown.messages)).toEqual(byId(fresh.messages));

        const user = scene.user(handle);
        const text = JSON.stringify(window.pages.map(({ frames }) => frames));
        const secrets = scene.store.now.all(channels).filter((channel) => channel.is_private);
        const hidden = secrets.filter(({ id }) => !everMembers.get(id)?.has(user));
        expect(hidden.filter(({ id }) => text.includes(id))).toEqual([]);
        expect([...text.matchAll(/whispered to (\w+)/g)].filter(([, to]) => to !== user)).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

function byId<T>(map: Map<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
