import { acknowledged, answers, mention } from '../support/mentions.js';
import { until } from '../support/until.js';
import { createPod, PATIENCE_MS, type Pod } from './pod.js';

/** The default grace period of a pod in Kubernetes. */
const GRACE_MS = 30_000;

let pod: Pod;
beforeAll(async () => {
  pod = await createPod();
  await pod.run({ args: ['migrate'] });
});
afterAll(() => pod.close());

test('a container that is stopped under load ends within the grace period, and loses nothing that it acknowledged', async () => {
  const container = await pod.serve();
  await pod.startApp('test/e2e/answering-app.js');
  await mention(pod.local, 0, 200);
  await until(() => handled().size > 30, PATIENCE_MS);
  const askedMs = performance.now();
  const ended = container.end('SIGTERM');
  await mention(pod.local, 200, 400);
  expect(await ended).toBe(0);
  expect(performance.now() - askedMs).toBeLessThan(GRACE_MS);
  expect(container.output()).toBe('');
  expect(await unsettled('lease is not null')).toBe(0);

  // No container runs when these are sent. Slack's retries bring them, and those refused before, to the next container.
  await mention(pod.local, 400, 410);
  expect(acknowledged(pod.local).size).toBeLessThan(410);
  await pod.serve();
  await until(() => acknowledged(pod.local).size === 410, PATIENCE_MS);
  await until(() => handled().size === 410, PATIENCE_MS);
  await until(async () => (await unsettled("name = 'app_mention'")) === 0, PATIENCE_MS);
  const dead = await pod.database.pool.query('select 1 from havoc_internal.dead_letter');
  expect(dead.rows).toEqual([]);
}, 180_000);

const handled = () => new Set(answers(pod.local));

async function unsettled(condition: string): Promise<number> {
  const { rows } = await pod.database.pool.query(`select 1 from havoc_internal.unsettled where ${condition}`);
  return rows.length;
}
