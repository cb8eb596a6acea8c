import { createDeadLetters } from '../../src/inbox/index.js';
import { until } from '../support/until.js';
import { connectTo, leaseOf, setUpStages } from './stage.js';

const stages = await setUpStages();
const dead = createDeadLetters(stages.pool);

test('a replayed dead letter without a payload becomes a dead letter again and holds up nothing', async () => {
  const { room, commit, metered } = stages.open();
  await commit('first');
  await commit('empty', 'event', {}, { name: 'empty' });
  await commit('last');
  await stages.pool.query(`
    with gone as (delete from havoc_internal.unsettled where name = 'empty' returning *)
    insert into havoc_internal.dead_letter
      (id, day, dedupe_key, kind, name, team_id, payload, received_at, attempts, reason)
    select id, day, dedupe_key, kind, name, team_id, '', received_at, 3, 'attempts' from gone`);
  await stages.pool.query(`delete from havoc_internal.envelope where name = 'empty'`);
  const [id = ''] = await dead.replay({}, 10);
  const app = connectTo(room);
  await until(() => app.got.length === 2);
  for (const delivery of app.got) await app.ack(leaseOf(delivery));
  await until(async () => (await stages.unsettled()) === 0);
  expect(app.got).toHaveLength(2);
  expect(await dead.list({}, { limit: 10 })).toMatchObject([
    { id, name: 'empty', lastError: expect.stringMatching(/payload .* Drop the dead letter/) },
  ]);
  expect(metered).toContain('event died of attempts');
});
