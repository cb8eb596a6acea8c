import { findPayload } from '../../src/inbox/index.js';
import { claimOne, commitAll, setUpInbox } from './open-inbox.js';

const { database, inbox } = await setUpInbox();

test('finds the payload of an unsettled or settled envelope by its id', async () => {
  const [a = '', b = ''] = await commitAll(inbox, ['a', 'b']);
  await inbox.settle({ ...(await claimOne(inbox)), outcome: 'acked' });
  expect(await findPayload(database.pool, BigInt(a))).toEqual(Buffer.from('a'));
  expect(await findPayload(database.pool, BigInt(b))).toEqual(Buffer.from('b'));
  expect(await findPayload(database.pool, 999n)).toBeUndefined();
});
