import { oldestServed } from '../../prisma/oldest-served.js';
import { isOlder } from '../../src/db/is-older.js';
import { readMigrations } from '../../src/db/migration-files.js';
import { VERSION } from '../../src/version.js';

test('the oldest supported version never decreases, and is never newer than this version', async () => {
  const served = (await readMigrations()).map(({ serves }) => serves);
  expect(served.length).toBeGreaterThan(0);
  const backwards = served.filter((serves, at) => isOlder(serves, served[at - 1] ?? serves));
  expect(backwards).toEqual([]);
  expect(served.filter((serves) => isOlder(VERSION, serves))).toEqual([]);
});

const versions = { before: '0.1.0', version: '0.3.0' };

test.each([
  ['CREATE TABLE "h"."new" ("id" TEXT NOT NULL);\nCREATE UNIQUE INDEX "i" ON "h"."new"("id");'],
  ['CREATE TABLE "h"."new" ("id" TEXT); ALTER TABLE "h"."new" ADD CONSTRAINT "f" FOREIGN KEY ("id")'],
  ['ALTER TABLE "h"."old" ADD COLUMN "more" TEXT,\nADD COLUMN "count" INTEGER NOT NULL DEFAULT 0;'],
  ['CREATE INDEX "i" ON "h"."old"("id");\n-- DROP TABLE "h"."old"'],
])('a migration that only adds supports the same versions as those before it: %s', (sql) => {
  expect(oldestServed(sql, versions)).toEqual({ serves: '0.1.0', because: [] });
});

test.each([
  ['DROP TABLE "h"."old";', 'removes something'],
  // An `on conflict` of an older havoc may need the index.
  ['DROP INDEX "h"."i";', 'removes something'],
  ['ALTER TABLE "h"."old" DROP CONSTRAINT "f";', 'removes something'],
  ['ALTER TABLE "h"."old" ALTER COLUMN "a" DROP NOT NULL;', 'makes a value optional that was always there'],
  ['ALTER TABLE "h"."old" DROP COLUMN "gone";', 'removes something'],
  ['ALTER TABLE "h"."old" ALTER COLUMN "count" DROP DEFAULT;', 'removes something'],
  ['ALTER TABLE "h"."old" RENAME COLUMN "a" TO "b";', 'renames something'],
  ['ALTER TABLE "h"."old" ALTER COLUMN "a" SET DATA TYPE INTEGER;', "changes a column's type"],
  ['ALTER TABLE "h"."old" ALTER COLUMN "a" SET NOT NULL;', 'requires a value that was optional'],
  [
    'ALTER TABLE "h"."old" ADD COLUMN "a" TEXT,\nADD COLUMN "b" TEXT NOT NULL;',
    'requires a value that an older havoc does not write',
  ],
  ['ALTER TABLE "h"."old" ADD CONSTRAINT "f" CHECK (a > 0);', 'adds a constraint to an existing table'],
  ['CREATE UNIQUE INDEX "i" ON "h"."old"("a");', 'makes values unique'],
])('a migration that breaks an older havoc does not support it: %s', (sql, words) => {
  expect(oldestServed(sql, versions)).toEqual({ serves: '0.3.0', because: [words] });
});
