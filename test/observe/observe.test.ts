import type { AnyKnowledge } from '../../src/entities/index.js';
import { createLogger } from '../../src/log/index.js';
import type { LedgerChange } from '../../src/messages/index.js';
import { createObserve } from '../../src/observe/index.js';

function setUp({ ledgerFails = false } = {}) {
  const learned: AnyKnowledge[] = [];
  const applied: LedgerChange[] = [];
  const observe = createObserve({
    entities: { learn: (lessons) => void learned.push(...lessons) },
    ledger: {
      async apply(changes) {
        if (ledgerFails) throw new Error('down');
        applied.push(...changes);
      },
    },
    log: createLogger({ level: 'silent' }),
    now: () => new Date(5_000),
  });
  return { observe, learned, applied };
}

const post = { method: 'chat.postMessage', args: { channel: 'C1', text: 'a' } };
const posted = {
  ok: true,
  status: 200,
  body: { channel: 'C1', ts: '1.1', message: { bot_profile: { id: 'B1', name: 'poll' } } },
};

test('an answer updates the entities and the ledger', async () => {
  const { observe, learned, applied } = setUp();
  await observe.answer(post, posted, 'T1');
  expect(learned).toMatchObject([{ kind: 'bot', id: 'B1', team_id: 'T1', seenAt: new Date(5_000) }]);
  expect(applied).toMatchObject([{ change: 'posted', ts: '1.1', team_id: 'T1' }]);
});

test('the ledger is not updated if the caller keeps it', async () => {
  const { observe, learned, applied } = setUp();
  await observe.answer(post, posted, 'T1', { keepsLedger: true });
  expect(learned).toHaveLength(1);
  expect(applied).toEqual([]);
});

test('the facts of a payload have the time of its arrival', async () => {
  const { observe, learned } = setUp();
  const body = { user: { id: 'U1', name: 'ann' } };
  const incoming = { kind: 'shortcut', whose: { team_id: 'T1', is_enterprise_install: false }, body };
  await observe.incoming(incoming, new Date(1_000));
  expect(learned).toMatchObject([{ kind: 'user', id: 'U1', seenAt: new Date(1_000) }]);
});

test('a failing ledger affects neither the call nor the payload', async () => {
  const { observe, learned } = setUp({ ledgerFails: true });
  await observe.answer(post, posted, 'T1');
  const event = { type: 'message', subtype: 'message_deleted', channel: 'C1', deleted_ts: '1.1' };
  const whose = { team_id: 'T1', is_enterprise_install: false };
  await observe.incoming({ kind: 'event', whose, body: { event } });
  expect(learned).toHaveLength(1);
});
