import { createArrive } from '../../src/delivery/arrive.js';
import { newEnvelope } from './new-envelope.js';

function open(commit: () => Promise<string | undefined>) {
  const done: string[] = [];
  const committed: object[] = [];
  const arrive = createArrive({
    inbox: {
      async commit(envelope) {
        committed.push(envelope);
        const id = await commit();
        done.push('committed');
        return { id } as never;
      },
    },
    reserve: () => ({
      lease: 'lease 7',
      wantedBy: 'b',
      deliver: (id) => void done.push(`delivered ${id}`),
      cancel: () => void done.push('cancelled'),
    }),
  });
  return { arrive, done, committed };
}

const draft = newEnvelope('key', 'event', { event: { type: 'message' } });

test('commits the draft with its reservation, then delivers it', async () => {
  const { arrive, done, committed } = open(async () => '7');
  expect(await arrive(draft)).toBe('7');
  expect(done).toEqual(['committed', 'delivered 7']);
  const { body: _, ...envelope } = draft;
  expect(committed).toEqual([{ ...envelope, lease: 'lease 7', wantedBy: 'b' }]);
});

test('does not deliver a duplicate', async () => {
  const { arrive, done } = open(async () => undefined);
  expect(await arrive(draft)).toBeUndefined();
  expect(done).toEqual(['committed', 'cancelled']);
});

test('rejects and does not deliver if the commit fails', async () => {
  const { arrive, done } = open(() => Promise.reject(new Error('away')));
  await expect(arrive(draft)).rejects.toThrow('away');
  expect(done).toEqual(['cancelled']);
});
