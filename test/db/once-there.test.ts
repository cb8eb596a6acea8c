import { onceThere } from '../../src/db/index.js';

/** Returns a start that fails once with an error of this code, as pg or Node.js throws it. */
function failingOnce(code: string): () => Promise<string> {
  let tries = 0;
  return async () => {
    if (++tries === 1) throw Object.assign(new Error('no'), { code });
    return 'started';
  };
}

const options = { waitMs: 5_000, onAway: () => {}, stop: undefined };

test.each([
  ['ECONNREFUSED', 'the port has no listener'],
  ['EAI_AGAIN', 'the host name cannot be resolved for a moment'],
  ['08006', 'the connection broke'],
  ['57P03', 'the server starts'],
  ['53300', 'there are too many connections'],
  ['25006', 'the name still points to a server that is now a standby'],
])('starts again after %s: %s', async (code) => {
  await expect(onceThere(failingOnce(code), options)).resolves.toBe('started');
});

test.each([
  ['28P01', 'the password is wrong'],
  ['3D000', 'the database does not exist'],
  ['42501', 'a right is missing'],
])('fails at once after %s: %s', async (code) => {
  await expect(onceThere(failingOnce(code), options)).rejects.toMatchObject({ code });
});
