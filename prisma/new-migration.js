// npm run migration -- NAME      writes prisma/migrations/<time>_NAME/migration.sql for the changes of the models
// npm run migration -- --check   fails if the models need a migration that does not exist
// npm run migration -- --squash  replaces all migrations by a single one; only before the first release
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oldestServed } from './oldest-served.js';
import { diffSchema, MIGRATIONS } from './schema-diff.js';

/** The SQL that the models cannot express. */
const EXTERNAL = fileURLToPath(new URL('external.sql', import.meta.url));

async function write(name, sql, { serves, because }) {
  const folder = join(MIGRATIONS, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql);
  await writeFile(join(folder, 'serves'), `${serves}\n`);
  console.log(`Wrote prisma/migrations/${name}/migration.sql. Read it before you commit it.`);
  console.log(`With it, havoc ${serves} and newer keep working, as the file \`serves\` beside it says.`);
  if (because.length === 0) return;
  console.log(
    `It ${because.join(', ')}. Older pods fail while this is rolled out, and a rollback to them is not possible. ` +
      'Use two releases instead: add first, and remove when no release that needs the old form is served any more.',
  );
}

async function migrationNames() {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The oldest version that the newest migration serves. Later migrations cannot serve an older one. */
async function servedSoFar() {
  const newest = (await migrationNames()).at(-1);
  return (await readFile(join(MIGRATIONS, newest, 'serves'), 'utf8')).trim();
}

async function readVersion() {
  return JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')).version;
}

async function squash() {
  const names = await migrationNames();
  const fromModels = await diffSchema({ fromNothing: true });
  const sql = `${fromModels}\n${await readFile(EXTERNAL, 'utf8')}`;
  for (const name of names) await rm(join(MIGRATIONS, name), { recursive: true });
  await write(names[0] ?? `${timestamp()}_trunk`, sql, { serves: await readVersion(), because: [] });
}

function timestamp() {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}

async function main(argument) {
  if (argument === '--squash') return squash();
  const isName = /^[a-z][a-z0-9_]*$/.test(argument ?? '');
  if (!isName && argument !== '--check') {
    throw new Error(
      'Give the migration a name of lowercase letters, digits and _, as in npm run migration -- add_links',
    );
  }
  const sql = await diffSchema();
  if (argument === '--check' && sql !== '') {
    throw new Error(`The models need a migration. Run npm run migration -- NAME.\n\n${sql}`);
  }
  if (sql === '') return console.log('The migrations match the models. There is nothing to add.');
  const served = oldestServed(sql, { before: await servedSoFar(), version: await readVersion() });
  await write(`${timestamp()}_${argument}`, sql, served);
}

main(process.argv[2]).catch((failure) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
