import type { Inbox } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { connectTo, setUpStages } from './stage.js';

const stages = await setUpStages();
const never = () => new Promise<never>(() => {});

/** Opens a stage whose database stops answering once `hush` is called. */
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

test('a stop ends in time and closes the app even if the database does not answer', async () => {
  const { room, arrive, hush } = openSilent();
  const app = connectTo(room, { maxInFlight: 1 });
  await arrive('a');
  await until(() => app.got.length === 1);
  hush();
  await room.stop(100);
  expect(app.closing).toEqual(['havoc is stopping']);
  expect(app.ended()).toBe(1);
});

test('a hurry ends the wait for a database that does not answer', async () => {
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
