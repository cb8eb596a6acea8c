import type pg from 'pg';
import { HavocError } from '../base/index.js';

/** The rights of the connection's role. Names are quoted for SQL. */
interface Rights {
  role: string;
  database: string;
  /** The owner of the schema `havoc_internal`. Null if the schema does not exist. */
  owner: string | null;
  /** True if the role is the owner or a member of it. Null if the schema does not exist. */
  isOwner: boolean | null;
  canCreate: boolean;
}

// Every role may read the catalogues.
const RIGHTS = `
  SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
    quote_ident(pg_get_userbyid(nspowner)) AS owner, pg_has_role(nspowner, 'USAGE') AS "isOwner",
    has_database_privilege(current_database(), 'CREATE') AS "canCreate"
  FROM (SELECT 1) AS one LEFT JOIN pg_namespace ON nspname = 'havoc_internal'`;

/**
 * Converts PostgreSQL's error about a missing right to `db.not_allowed` (permission_denied), which says what to grant.
 * Returns any other error unchanged.
 *
 * @param client a client outside any transaction
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
      `The schema havoc_internal belongs to ${owner}. Use that role in DATABASE_URL, or ask an administrator to run ` +
      `GRANT ${owner} TO ${role};`
    );
  }
  if (!canCreate) return `Ask an administrator to run GRANT CREATE ON DATABASE ${database} TO ${role};`;
  return (
    'The role must own every object in the schema havoc_internal. Ask an administrator to run ' +
    `ALTER … OWNER TO ${role}; for each object that it does not own.`
  );
}
