import { until } from '../support/until.js';
import { startSocketSlack } from './socket-slack.js';
import { setUpLines } from './socket-stage.js';

const { startUp } = setUpLines();

/** Grants the extra connection, and counts how often it is taken and given back. */
function createSpare() {
  const spare = { taken: 0, givenBack: 0 };
  return {
    spare,
    async takeSpare() {
      spare.taken++;
      return () => void spare.givenBack++;
    },
  };
}

test('the first connection needs no extra connection', async () => {
  const { spare, takeSpare } = createSpare();
  await startUp({ takeSpare });
  expect(spare).toEqual({ taken: 0, givenBack: 0 });
});

test('gives the extra connection back once the old connection is closed', async () => {
  const { spare, takeSpare } = createSpare();
  const { slack } = await startUp({ takeSpare, timing: { lingerMs: 60_000 } });
  const first = slack.newest();
  slack.say('{"type":"disconnect","reason":"warning"}');
  await until(() => slack.sockets.size === 2);
  expect(spare).toEqual({ taken: 1, givenBack: 0 });
  first.send('{"type":"disconnect","reason":"refresh_requested"}');
  await until(() => spare.givenBack === 1);
  await until(() => !slack.sockets.has(first));
  expect(spare.taken).toBe(1);
});

test('gives the extra connection back if it cannot be opened', async () => {
  const { spare, takeSpare } = createSpare();
  const slack = await startSocketSlack();
  await startUp({ slack, takeSpare, timing: { lingerMs: 60_000 } });
  slack.answers.push(...Array(3).fill({ body: { ok: false, error: 'internal_error' } }));
  slack.say('{"type":"disconnect","reason":"warning"}');
  await until(() => slack.sockets.size === 2);
  expect(spare).toEqual({ taken: 4, givenBack: 3 });
});
