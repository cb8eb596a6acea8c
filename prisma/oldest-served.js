/** What an older havoc that still runs, or comes back, would notice: it may read or write what this takes away. */
const NOTICED = [
  [
    /\bDROP\s+(TABLE|COLUMN|VIEW|SEQUENCE|FUNCTION|TYPE|SCHEMA|DEFAULT|CONSTRAINT|INDEX)\b/i,
    'takes something away',
  ],
  [/\bDROP\s+NOT\s+NULL\b/i, 'lets be absent what was always there'],
  [/\bRENAME\b/i, 'renames something'],
  [/\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b/i, "changes a column's type"],
  [/\bSET\s+NOT\s+NULL\b/i, 'demands what could be absent'],
  [/\bADD\s+COLUMN\s(?!.*\bDEFAULT\b).*\bNOT\s+NULL\b/i, 'demands what an older havoc does not write'],
  [/\bADD\s+CONSTRAINT\b/i, 'constrains a table that is there'],
  [/\bCREATE\s+UNIQUE\s+INDEX\b/i, 'makes values unique'],
];

/**
 * A first answer to which is the oldest havoc that works on the tables as a migration leaves them: what only adds
 * serves whomever the migrations before it serve; anything else serves nobody before the version that brings it.
 *
 * @param {string} sql
 * @param {{ before: string, version: string }} versions the oldest that the migrations before it serve, and the one
 * that brings it
 * @returns {{ serves: string, because: string[] }} with what an older one would notice
 */
export function oldestServed(sql, { before, version }) {
  const statements = sql.replaceAll(/--.*$/gm, '').split(';');
  const made = statements.flatMap((statement) => CREATED.exec(statement)?.[1] ?? []);
  const changing = statements.filter((statement) => !made.some((table) => statement.includes(table)));
  const because = NOTICED.filter(([pattern]) => changing.some((statement) => pattern.test(statement)));
  return { serves: because.length > 0 ? version : before, because: because.map(([, words]) => words) };
}

/** A table that the migration makes itself is unknown to whoever is older. */
const CREATED = /\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+)/i;
