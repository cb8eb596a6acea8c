import { untilUndisputed } from '../../src/inbox/until-undisputed.js';

const failure = (code: string) => Object.assign(new Error(`fails with ${code}`), { code });

/** Makes a statement that fails `times` times before it succeeds. */
function failing(times: number, thrown: unknown) {
  const world = { runs: 0 };
  const run = async () => {
    if (++world.runs <= times) throw thrown;
    return 'done';
  };
  return { world, run };
}

test.each(['23505', '40P01'])('repeats a statement that fails with %s until it succeeds', async (code) => {
  const { world, run } = failing(19, failure(code));
  expect(await untilUndisputed(run)).toBe('done');
  expect(world.runs).toBe(20);
});

test('gives up after 20 tries', async () => {
  const thrown = failure('40P01');
  const { world, run } = failing(20, thrown);
  await expect(untilUndisputed(run)).rejects.toBe(thrown);
  expect(world.runs).toBe(20);
});

test.each([failure('23502'), failure('57P01'), new Error('no code'), 'no error', { code: '40P01' }])(
  'does not repeat a statement that fails with another error: %p',
  async (thrown) => {
    const { world, run } = failing(1, thrown);
    await expect(untilUndisputed(run)).rejects.toBe(thrown);
    expect(world.runs).toBe(1);
  },
);
