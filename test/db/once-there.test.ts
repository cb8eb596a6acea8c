import { onceThere } from '../../src/db/index.js';

/** Fails once as pg or Node does, with that code. */
function failingOnce(code: string): () => Promise<string> {
  let tries = 0;
  return async () => {
    if (++tries === 1) throw Object.assign(new Error('no'), { code });
    return 'started';
  };
}

const options = { waitMs: 5_000, onAway: () => {}, stop: undefined };

test.each([
  ['ECONNREFUSED', 'nothing listens there'],
  ['EAI_AGAIN', 'its name cannot be resolved for a moment'],
  ['08006', 'the connection broke'],
  ['57P03', 'the server starts'],
  ['53300', 'there are too many connections'],
  ['25006', 'the name still leads to a server that is a standby by now'],
])('starts anew after %s: %s', async (code) => {
  await expect(onceThere(failingOnce(code), options)).resolves.toBe('started');
});

test.each([
  ['28P01', 'the password is wrong'],
  ['3D000', 'there is no such database'],
  ['42501', 'a right is missing'],
])('fails at once after %s: %s', async (code) => {
  await expect(onceThere(failingOnce(code), options)).rejects.toMatchObject({ code });
});
