import type pg from 'pg';
import { HavocError } from '../base/index.js';

/** How the connection's role stands to what havoc needs; names are quoted as SQL wants them. */
interface Rights {
  role: string;
  database: string;
  /** Of the schema `havoc_internal`; null where it is not there. */
  owner: string | null;
  isOwner: boolean | null;
  canCreate: boolean;
}

// Catalogues are for every role to read.
const RIGHTS = `
  SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
    quote_ident(pg_get_userbyid(nspowner)) AS owner, pg_has_role(nspowner, 'USAGE') AS "isOwner",
    has_database_privilege(current_database(), 'CREATE') AS "canCreate"
  FROM (SELECT 1) AS one LEFT JOIN pg_namespace ON nspname = 'havoc_internal'`;

/**
 * What PostgreSQL refused to the role for want of a right, as `db.not_allowed` (permission_denied), which says what to
 * grant; anything else as it was thrown.
 *
 * @param client in no transaction
 */
export async function explainMissingRight(client: pg.Client, thrown: unknown): Promise<unknown> {
  const refusal = thrown instanceof HavocError ? thrown.cause : thrown;
  if (!(refusal instanceof Error && 'code' in refusal && refusal.code === '42501')) return thrown;
  const { rows } = await client.query<Rights>(RIGHTS);
  const [rights] = rows;
  if (!rights) return thrown;
  return new HavocError({
    kind: 'permission_denied',
    code: 'db.not_allowed',
    message:
      `PostgreSQL does not let the role ${rights.role} do what havoc needs (${refusal.message}). ` +
      `${remedyFor(rights)} Then try again.`,
    cause: refusal,
  });
}

function remedyFor({ role, database, owner, isOwner, canCreate }: Rights): string {
  if (owner !== null && !isOwner) {
    return (
      `The schema havoc_internal belongs to ${owner}: name that role in DATABASE_URL, or have an administrator run ` +
      `GRANT ${owner} TO ${role};`
    );
  }
  if (!canCreate) return `Have an administrator run GRANT CREATE ON DATABASE ${database} TO ${role};`;
  return (
    'All that is in the schema havoc_internal has to belong to it: have an administrator run ' +
    `ALTER … OWNER TO ${role}; for what does not.`
  );
}
