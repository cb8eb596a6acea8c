/** Changes that affect an older havoc that still runs or is rolled back to, because it may use the old form. */
const NOTICED = [
  [
    /\bDROP\s+(TABLE|COLUMN|VIEW|SEQUENCE|FUNCTION|TYPE|SCHEMA|DEFAULT|CONSTRAINT|INDEX)\b/i,
    'removes something',
  ],
  [/\bDROP\s+NOT\s+NULL\b/i, 'makes a value optional that was always there'],
  [/\bRENAME\b/i, 'renames something'],
  [/\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b/i, "changes a column's type"],
  [/\bSET\s+NOT\s+NULL\b/i, 'requires a value that was optional'],
  [
    /\bADD\s+COLUMN\s(?!.*\bDEFAULT\b).*\bNOT\s+NULL\b/i,
    'requires a value that an older havoc does not write',
  ],
  [/\bADD\s+CONSTRAINT\b/i, 'adds a constraint to an existing table'],
  [/\bCREATE\s+UNIQUE\s+INDEX\b/i, 'makes values unique'],
];

/**
 * Proposes the oldest version of havoc that works with the tables after a migration. If the migration makes one of the
 * changes above to an existing table, it serves no version before its own. Otherwise it serves the same versions as the
 * migrations before it.
 *
 * @param {string} sql
 * @param {{ before: string, version: string }} versions `before`: the oldest version that the migrations before it
 * serve; `version`: the version that contains the migration
 * @returns {{ serves: string, because: string[] }} `because`: the changes that affect an older version
 */
export function oldestServed(sql, { before, version }) {
  const statements = sql.replaceAll(/--.*$/gm, '').split(';');
  const made = statements.flatMap((statement) => CREATED.exec(statement)?.[1] ?? []);
  const changing = statements.filter((statement) => !made.some((table) => statement.includes(table)));
  const because = NOTICED.filter(([pattern]) => changing.some((statement) => pattern.test(statement)));
  return { serves: because.length > 0 ? version : before, because: because.map(([, words]) => words) };
}

/** Finds the tables that the migration creates. Older versions do not use them. */
const CREATED = /\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+)/i;
