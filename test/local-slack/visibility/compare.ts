import { shownInChannel, shownInThread } from './shown.js';
import { createTab, type Tab } from './tab.js';
import type { TestWorld } from './world.js';

/** What a tab that was open all the time shows, and what a new tab of the same person shows. */
export interface Compared {
  live: object;
  fresh: object;
}

/** Opens a new tab for each tab, which reads the same channels and threads. */
export async function compareTabs({ local, name, tabs, observe }: TestWorld): Promise<Compared[]> {
  return Promise.all(
    tabs.map(async (tab) => {
      const { team, user } = tab;
      const onFrame = (text: string) => observe({ kind: 'tab', world: name, team, user }, text);
      const other = createTab({ url: local.url, team, user, onFrame });
      await Promise.all([tab.connect(), other.connect()]);
      await tab.caughtUp(other.shown().number);
      for (const channel of tab.shown().readChannels) await other.readChannel(channel);
      for (const thread of tab.shown().readThreads) {
        const [channel = '', ts = ''] = thread.split('/');
        await other.readThread(channel, ts);
      }
      const compared = { live: contentOf(tab, other), fresh: contentOf(other, other) };
      await other.disconnect();
      return compared;
    }),
  );
}

/** A tab may know more users than a new tab: those whom messages have named. So only those of `other` count. */
function contentOf(tab: Tab, other: Tab): object {
  const shown = tab.shown();
  const { readChannels, readThreads, users } = other.shown();
  return {
    number: shown.number,
    channels: sorted(shown.channels),
    users: [...users.keys()].sort().map((id) => shown.users.get(id)),
    apps: sorted(shown.apps),
    homes: sorted(shown.homes),
    modals: shown.modals,
    messages: [...readChannels].sort().map((id) => shownInChannel(shown, id)),
    threads: [...readThreads].sort().map((thread) => {
      const [channel = '', ts = ''] = thread.split('/');
      return shownInThread(shown, channel, ts);
    }),
  };
}

function sorted<T>(all: ReadonlyMap<string, T>): [string, T][] {
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}
