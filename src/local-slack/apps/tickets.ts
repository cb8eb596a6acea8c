import { randomText } from '../ids.js';
import { placeOf } from '../store/collection.js';
import type { Transaction } from '../store/transaction.js';
import { tickets } from '../world/collections.js';
import type { World } from '../world/world.js';

const LIVES_MS = 30_000;

/** Creates a URL for one Socket Mode connection of the app within the next 30 seconds. */
export async function newConnectionUrl(
  { db, url, now }: { db: Transaction; url: string; now(): Date },
  app: string,
): Promise<string> {
  const at = now().getTime();
  for (const { id } of await db.list(tickets, 'expiry', '', { to: placeOf(at) })) db.remove(tickets, id);
  const id = randomText(32);
  db.put(tickets, { id, app, expires_at: at + LIVES_MS });
  return `${connectionUrl(url)}?ticket=${id}&app_id=${app}`;
}

/** The URL for Socket Mode connections, without a ticket. */
export function connectionUrl(url: string): string {
  return `${url.replace(/^http/, 'ws')}/link/`;
}

/** Uses up a ticket. @returns the id of its app; undefined if the ticket is not valid */
export function claimTicket({ db, now }: World, id: string): Promise<string | undefined> {
  return db.transact(async (transaction) => {
    const ticket = await transaction.find(tickets, id);
    transaction.remove(tickets, id);
    return ticket && ticket.expires_at > now().getTime() ? ticket.app : undefined;
  });
}
