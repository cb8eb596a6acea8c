import type { Tx } from '../db/index.js';
import { isShownAsSent, updatedContent } from './content.js';
import { type LedgerChange, type LedgerRecord, textOf, toBytes, toLedgerRecord } from './ledger-record.js';

/** Slack's event about an update by havoc comes within this time, and may show the content in another form. */
const ECHO_MS = 3_000;

/** Finds the record under a key, even if the message is deleted or its first post is still in progress. */
export async function findByKey(tx: Tx, team_id: string, key: string): Promise<LedgerRecord | undefined> {
  const row = await tx.ledgerMessage.findUnique({ where: { team_id_key: { team_id, key } } });
  return row ? toLedgerRecord(row) : undefined;
}

/** True if the ledger has the message. Checking this first saves most events a transaction. */
export async function isInLedger(tx: Tx, { team_id, channel, ts }: LedgerChange): Promise<boolean> {
  const found = await tx.ledgerMessage.findUnique({
    where: { team_id_channel_ts: { team_id, channel, ts } },
    select: { id: true },
  });
  return found !== null;
}

/** Records a change of a message. For a message that is not in the ledger, only a post is recorded. */
export async function applyLedgerChange(tx: Tx, change: LedgerChange): Promise<void> {
  const { team_id, channel, ts, at } = change;
  if (change.change === 'posted') {
    const { content, thread_ts } = change;
    const said = { content: toBytes(content), text: textOf(content), posted_at: at, updated_at: at };
    await tx.ledgerMessage.upsert({
      where: { team_id_channel_ts: { team_id, channel, ts } },
      create: { team_id, channel, ts, thread_ts, ...said },
      update: said,
    });
    return;
  }
  if (change.change === 'deleted') {
    await tx.ledgerMessage.updateMany({
      where: { team_id, channel, ts, deleted_at: null },
      data: { deleted_at: at },
    });
    return;
  }
  await tx.$queryRaw`
    select id from havoc_internal.ledger_message
    where team_id = ${team_id} and channel = ${channel} and ts = ${ts} for update`;
  const row = await tx.ledgerMessage.findUnique({ where: { team_id_channel_ts: { team_id, channel, ts } } });
  if (!row) return;
  const data = changed(toLedgerRecord(row), change);
  if (data) await tx.ledgerMessage.update({ where: { id: row.id }, data });
}

type Edit = Extract<LedgerChange, { change: 'updated' | 'shown' }>;

function changed(record: LedgerRecord, { change, content, at }: Edit) {
  if (change === 'updated') {
    const after = updatedContent(record.content, content);
    return { content: toBytes(after), text: textOf(after), updated_at: at, changed_elsewhere: false };
  }
  const sinceUpdateMs = at.getTime() - (record.updatedAt?.getTime() ?? 0);
  if (sinceUpdateMs <= ECHO_MS || isShownAsSent(record.content, content)) return undefined;
  return { text: textOf(content), updated_at: at, changed_elsewhere: true };
}
