import type { Inbox } from '../inbox/index.js';
import type { Draft } from './attempt.js';
import type { Reserve } from './reserve.js';

/**
 * Commits a draft, then hands it to the subscriber that was reserved before the commit. This needs no further
 * query.
 *
 * @returns the envelope's id once it is durable; undefined for a duplicate
 * @throws HavocError `inbox.full` or `inbox.busy` (resource_exhausted), or any error of the database
 */
export type Arrive = (draft: Draft) => Promise<string | undefined>;

export interface ArriveOptions {
  inbox: Pick<Inbox, 'commit'>;
  reserve: Reserve;
}

/** Creates the only way into the inbox for what Slack sends. */
export function createArrive({ inbox, reserve }: ArriveOptions): Arrive {
  return async function arrive(draft) {
    const { lease, wantedBy, deliver, cancel } = reserve(draft);
    const { body: _body, ...envelope } = draft;
    let id: string | undefined;
    try {
      ({ id } = await inbox.commit({ ...envelope, lease, wantedBy }));
    } catch (failure) {
      cancel();
      throw failure;
    }
    if (id === undefined) cancel();
    else deliver(id);
    return id;
  };
}
