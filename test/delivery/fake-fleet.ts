import { randomUUID } from 'node:crypto';
import type { Fleet, FleetHandles } from '../../src/fleet/index.js';

/** The replicas of a fleet in one process. Each replica gets the messages of the others at once. */
export interface FakeFleet {
  join(): Fleet;
}

interface Member {
  replica: string;
  handles: FleetHandles;
  changes: (() => void)[];
  listeners: Map<string, ((payload: object | undefined) => void)[]>;
}

export function createFakeFleet(): FakeFleet {
  const members: Member[] = [];

  function join(): Fleet {
    const me: Member = { replica: randomUUID(), handles: [], changes: [], listeners: new Map() };
    const others = () => members.filter((member) => member !== me);
    const tellChange = () => {
      for (const { changes } of others()) for (const listener of changes) listener();
    };
    members.push(me);
    tellChange();
    return {
      replica: me.replica,
      declare(handles) {
        me.handles = handles;
        tellChange();
      },
      others: () => others().map(({ replica, handles }) => ({ replica, handles })),
      onChange: (listener) => void me.changes.push(listener),
      onGap() {},
      hears: () => true,
      notify(topic, payload, to) {
        for (const { replica, listeners } of others()) {
          if (to !== undefined && to !== replica) continue;
          for (const listener of listeners.get(topic) ?? []) listener(payload);
        }
      },
      on(topic, listener) {
        me.listeners.set(topic, [...(me.listeners.get(topic) ?? []), listener]);
      },
      async stop() {
        members.splice(members.indexOf(me), 1);
        tellChange();
      },
    };
  }

  return { join };
}
