import { LEASE, openSettling } from './settling-stage.js';

test.each([
  ['ack', ['settled', 'ending', 'no reply']],
  ['term', ['buried', 'ending', 'no reply']],
  ['nak', ['postponed', 'ending']],
] as const)('a reply on its way is there before the %s is written down', async (verb, written) => {
  const { settling, subscriber, done, arrive } = openSettling();
  const replied = settling.reply(LEASE, Buffer.from('{}'));
  const ended = settling[verb](LEASE, { delayMs: 0 });
  await new Promise(setImmediate);
  expect(done).toEqual(['freed']);
  expect(subscriber.find(LEASE.lease)).toMatchObject({ isEnding: true });
  arrive(true);
  await Promise.all([replied, ended]);
  expect(done).toEqual(['freed', 'replied', ...written]);
});

test('a reply that failed does not keep the ack from being written down', async () => {
  const { settling, done, lose } = openSettling();
  const replied = settling.reply(LEASE, Buffer.from('{}'));
  const acked = settling.ack(LEASE);
  lose(new Error('the other replica is gone'));
  await expect(replied).rejects.toThrow('the other replica is gone');
  await acked;
  expect(done).toEqual(['freed', 'settled', 'ending', 'no reply']);
});

test('what waits behind it takes its place after an ack, and nobody else does', async () => {
  const { settling, done } = openSettling({ nextId: '2' });
  await settling.ack(LEASE);
  expect(done).toEqual(['settled', 'next', 'no reply']);
});

test('after a nak, what waits behind it does not come next', async () => {
  const { settling, done } = openSettling({ nextId: '2' });
  await settling.nak(LEASE, { delayMs: 0 });
  expect(done).toEqual(['freed', 'postponed', 'ending']);
});

test('once its end is written down, the app has it in hand no more', async () => {
  const { settling, subscriber, metered } = openSettling();
  await settling.ack(LEASE);
  expect(subscriber.inFlight()).toEqual([]);
  expect(metered).toEqual(['acked']);
});

test('a nak comes again after the delay it names, else after a second or less', async () => {
  const named = openSettling();
  await named.settling.nak(LEASE, { delayMs: 7, error: 'no' });
  expect(named.written).toEqual([{ ...LEASE, attempt: 1, delayMs: 7, error: 'no' }]);
  expect(named.dueIn).toEqual([7]);
  const own = openSettling();
  await own.settling.nak(LEASE, {});
  expect(own.dueIn[0]).toBeGreaterThanOrEqual(500);
  expect(own.dueIn[0]).toBeLessThanOrEqual(1_000);
});

test.each([
  [19, 'postponed', ['naked']],
  [20, 'buried', ['naked', 'died of attempts']],
])('of 20 attempts, a nak of number %s is %s', async (attempt, written, noted) => {
  const { settling, done, metered } = openSettling({ envelope: { attempt } });
  await settling.nak(LEASE, {});
  expect(done).toContain(written);
  expect(metered).toEqual(noted);
});

test('an error is written down cut, and without what a text in the database cannot hold', async () => {
  const error = `\u0000${'x'.repeat(3_000)}`;
  for (const verb of ['nak', 'term'] as const) {
    const { settling, written } = openSettling();
    await settling[verb](LEASE, { error });
    expect(written).toEqual([expect.objectContaining({ error: 'x'.repeat(1_999) })]);
  }
});

test('what an app said is waited for until it is done, whether it failed or not', async () => {
  let fail = (_failure: Error) => {};
  const failing = new Promise<boolean>((_, reject) => {
    fail = reject;
  });
  const { settling } = openSettling({ leftMs: 0, inbox: { settle: () => failing } });
  const acked = settling.ack(LEASE);
  let isDone = false;
  const settled = settling.settled().then(() => {
    isDone = true;
  });
  await new Promise(setImmediate);
  expect(isDone).toBe(false);
  fail(new Error('away'));
  await expect(acked).rejects.toThrow('away');
  await settled;
});

test('a reply to what Slack waits for none to is refused', async () => {
  const { settling, subscriber, arrive } = openSettling({ envelope: { kind: 'event', replyBy: undefined } });
  arrive(true);
  await expect(settling.reply(LEASE, Buffer.from('{}'))).rejects.toMatchObject({
    code: 'delivery.no_reply_awaited',
    kind: 'failed_precondition',
  });
  expect(subscriber.find(LEASE.lease)?.replying).toBeUndefined();
});

test('whatever it says, it is heard', async () => {
  const { settling, words, arrive } = openSettling();
  arrive(true);
  await settling.extend(LEASE);
  await settling.reply(LEASE, Buffer.from('{}'));
  await settling.nak(LEASE, {});
  await settling.ack(LEASE);
  await settling.term(LEASE, {});
  expect(words()).toBe(5);
});
