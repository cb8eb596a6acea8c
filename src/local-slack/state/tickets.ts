import { randomText } from './ids.js';
import type { Workspace } from './workspace.js';

const TICKET_LIVES_MS = 30_000;

/** Where the app may connect for Socket Mode, once, within half a minute. */
export function newConnectionUrl(workspace: Workspace): string {
  const ticket = randomText(32);
  workspace.tickets.set(ticket, workspace.now().getTime() + TICKET_LIVES_MS);
  return `${connectionUrl(workspace)}?ticket=${ticket}&app_id=${workspace.app.id}`;
}

/** The same without a ticket. */
export function connectionUrl({ url }: Pick<Workspace, 'url'>): string {
  return `${url.replace(/^http/, 'ws')}/link/`;
}

/** Uses the ticket up. @returns whether it was good */
export function claimTicket(workspace: Workspace, ticket: string): boolean {
  const now = workspace.now().getTime();
  const isGood = (workspace.tickets.get(ticket) ?? 0) > now;
  for (const [one, expiresAt] of workspace.tickets) {
    if (one === ticket || expiresAt <= now) workspace.tickets.delete(one);
  }
  return isGood;
}
