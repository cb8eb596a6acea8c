import type { Inbox } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { connectTo, setUpStages } from './stage.js';

const stages = await setUpStages();
const never = () => new Promise<never>(() => {});

/** A database that stops answering. */
function openSilent() {
  let isSilent = false;
  const hushed =
    <Given extends unknown[], Out>(ask: (...given: Given) => Promise<Out>) =>
    (...given: Given) =>
      isSilent ? never() : ask(...given);
  const stage = stages.open({
    inboxWith: ({ claim, release, putBack, settle, idle }: Inbox) => ({
      claim: hushed(claim),
      release: hushed(release),
      putBack: hushed(putBack),
      settle: hushed(settle),
      idle: hushed(idle),
    }),
  });
  return {
    ...stage,
    hush() {
      isSilent = true;
    },
  };
}

test('where the database is silent, stopping waits no longer than it may, and lets the app go', async () => {
  const { room, arrive, hush } = openSilent();
  const app = connectTo(room, { maxInFlight: 1 });
  await arrive('a');
  await until(() => app.got.length === 1);
  hush();
  await room.stop(100);
  expect(app.closing).toEqual(['havoc is stopping']);
  expect(app.ended()).toBe(1);
});

test('where the database is silent, a hurry ends the waiting', async () => {
  const { room, arrive, hush } = openSilent();
  const app = connectTo(room, { maxInFlight: 1 });
  await arrive('a');
  await until(() => app.got.length === 1);
  hush();
  const hurry = new AbortController();
  const stopped = room.stop(3_600_000, hurry.signal);
  hurry.abort();
  await stopped;
  expect(app.ended()).toBe(1);
});
