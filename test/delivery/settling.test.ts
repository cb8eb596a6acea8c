import { LEASE, openSettling } from './settling-stage.js';

test.each([
  ['ack', ['settled', 'ending', 'no reply']],
  ['term', ['buried', 'ending', 'no reply']],
  ['nak', ['postponed', 'ending']],
] as const)('writes the %s only after a reply under way has arrived', async (verb, written) => {
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

test('writes the ack even if the reply failed', async () => {
  const { settling, done, lose } = openSettling();
  const replied = settling.reply(LEASE, Buffer.from('{}'));
  const acked = settling.ack(LEASE);
  lose(new Error('the other replica is gone'));
  await expect(replied).rejects.toThrow('the other replica is gone');
  await acked;
  expect(done).toEqual(['freed', 'settled', 'ending', 'no reply']);
});

test('places the follower after an ack, and does not free the credit', async () => {
  const { settling, done } = openSettling({ nextId: '2' });
  await settling.ack(LEASE);
  expect(done).toEqual(['settled', 'next', 'no reply']);
});

test('does not place the follower after a nak', async () => {
  const { settling, done } = openSettling({ nextId: '2' });
  await settling.nak(LEASE, { delayMs: 0 });
  expect(done).toEqual(['freed', 'postponed', 'ending']);
});

test('removes an attempt from the app once its settlement is written', async () => {
  const { settling, subscriber, metered } = openSettling();
  await settling.ack(LEASE);
  expect(subscriber.inFlight()).toEqual([]);
  expect(metered).toEqual(['acked']);
});

test('a nak applies its delay, or else a first backoff of half a second to one second', async () => {
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
])('with 20 attempts allowed, a nak of attempt %s is %s', async (attempt, written, noted) => {
  const { settling, done, metered } = openSettling({ envelope: { attempt } });
  await settling.nak(LEASE, {});
  expect(done).toContain(written);
  expect(metered).toEqual(noted);
});

test('cuts an error, and removes NUL, before it is written', async () => {
  const error = `\u0000${'x'.repeat(3_000)}`;
  for (const verb of ['nak', 'term'] as const) {
    const { settling, written } = openSettling();
    await settling[verb](LEASE, { error });
    expect(written).toEqual([expect.objectContaining({ error: 'x'.repeat(1_999) })]);
  }
});

test('`settled` waits for settlements under way, even if they fail', async () => {
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

test('refuses a reply if Slack waits for none', async () => {
  const { settling, subscriber, arrive } = openSettling({ envelope: { kind: 'event', replyBy: undefined } });
  arrive(true);
  await expect(settling.reply(LEASE, Buffer.from('{}'))).rejects.toMatchObject({
    code: 'delivery.no_reply_awaited',
    kind: 'failed_precondition',
  });
  expect(subscriber.find(LEASE.lease)?.replying).toBeUndefined();
});

test('reports every call of the app as a sign of life', async () => {
  const { settling, words, arrive } = openSettling();
  arrive(true);
  await settling.extend(LEASE);
  await settling.reply(LEASE, Buffer.from('{}'));
  await settling.nak(LEASE, {});
  await settling.ack(LEASE);
  await settling.term(LEASE, {});
  expect(words()).toBe(5);
});
