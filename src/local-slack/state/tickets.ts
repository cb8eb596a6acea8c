import { randomText } from './ids.js';
import type { Workspace } from './workspace.js';

const TICKET_LIVES_MS = 30_000;

/** Creates a URL for one Socket Mode connection within the next 30 seconds. */
export function newConnectionUrl(workspace: Workspace): string {
  const ticket = randomText(32);
  workspace.tickets.set(ticket, workspace.now().getTime() + TICKET_LIVES_MS);
  return `${connectionUrl(workspace)}?ticket=${ticket}&app_id=${workspace.app.id}`;
}

/** The URL for Socket Mode connections, without a ticket. */
export function connectionUrl({ url }: Pick<Workspace, 'url'>): string {
  return `${url.replace(/^http/, 'ws')}/link/`;
}

/** Uses up a ticket. @returns true if it was valid */
export function claimTicket(workspace: Workspace, ticket: string): boolean {
  const now = workspace.now().getTime();
  const isGood = (workspace.tickets.get(ticket) ?? 0) > now;
  for (const [one, expiresAt] of workspace.tickets) {
    if (one === ticket || expiresAt <= now) workspace.tickets.delete(one);
  }
  return isGood;
}
