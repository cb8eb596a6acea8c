import type { Fleet } from '../../src/fleet/index.js';

/** Creates a fleet with a single replica. */
export function createLoneFleet(): Fleet {
  return {
    replica: '00000000-0000-4000-8000-000000000001',
    declare() {},
    others: () => [],
    onChange() {},
    notify() {},
    on() {},
    onGap() {},
    hears: () => true,
    stop: async () => {},
  };
}
