import type { Page } from '../../../src/local-slack/page-server/page.js';
import { createTab, type Tab } from '../../../src/local-slack/page-server/tab.js';
import type { Since } from '../../../src/local-slack/page-server/visit.js';
import type { Act, Frame, Result, Snapshot, Update } from '../../../src/local-slack/protocol.js';
import { until } from '../../support/until.js';
import type { TestScene } from './scene.js';

/** A tab without a connection. It keeps every frame. */
export interface TestPage extends Tab {
  frames: Frame[];
  isOpen: boolean;
  act(act: Act): Promise<Result>;
  snapshot(): Snapshot;
  /** The updates of all changes, in order. */
  updates(): Update[];
  /** The number of the last change or snapshot. */
  number(): number;
  /** Waits until the tab has sent all changes that were committed. */
  caughtUp(): Promise<void>;
}

/** Opens a tab as the person with this handle. Resolves when the first frame is there. */
export async function openPage(scene: TestScene, handle: string, since?: Since): Promise<TestPage> {
  const frames: Frame[] = [];
  const page: Page = {
    isOpen: () => shown.isOpen,
    send: (frame) => void frames.push(structuredClone(frame)),
    fail: () => {
      shown.isOpen = false;
    },
  };
  let lastId = 0;
  const resultOf = (id: number) => frames.find((frame) => frame.type === 'result' && frame.id === id);
  const shown: TestPage = {
    answer: (request) => tab.answer(request),
    stop: () => tab.stop(),
    frames,
    isOpen: true,
    act: async (act) => {
      lastId += 1;
      const id = lastId;
      tab.answer({ id, act });
      await until(() => resultOf(id) !== undefined);
      return (resultOf(id) as Extract<Frame, { type: 'result' }>).result;
    },
    snapshot: () => {
      const [first] = frames;
      if (first?.type !== 'snapshot') throw new Error(`The first frame is ${first?.type}.`);
      return first.snapshot;
    },
    updates: () => frames.flatMap((frame) => (frame.type === 'change' ? frame.updates : [])),
    number: () => {
      const last = frames.findLast((frame) => frame.type === 'change');
      return last?.number ?? shown.snapshot().number;
    },
    caughtUp: async () => {
      const head = await scene.world.log.head(scene.team);
      await until(() => shown.number() >= head);
    },
  };
  const tab = createTab({ scene, person: scene.user(handle), since, page });
  await until(() => frames.length > 0 || !shown.isOpen);
  return shown;
}
