// npm run migration -- NAME      writes prisma/migrations/<time>_NAME/migration.sql from the change of the models
// npm run migration -- --check   fails when the models need a migration that is not there
// npm run migration -- --squash  puts one migration in the place of all: only before the first release
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oldestServed } from './oldest-served.js';
import { diffSchema, MIGRATIONS } from './schema-diff.js';

/** What the models cannot say. */
const EXTERNAL = fileURLToPath(new URL('external.sql', import.meta.url));

async function write(name, sql, { serves, because }) {
  const folder = join(MIGRATIONS, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql);
  await writeFile(join(folder, 'serves'), `${serves}\n`);
  console.log(`Wrote prisma/migrations/${name}/migration.sql: read it before you commit it.`);
  console.log(`It leaves havoc ${serves} and newer working, says the file \`serves\` beside it.`);
  if (because.length === 0) return;
  console.log(
    `It ${because.join(', ')}: older pods fail while this is rolled out, and cannot be brought back. Better do it ` +
      'in two releases: add first, and take away once no release that needs it is served any more.',
  );
}

async function migrationNames() {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** What the newest migration serves: those after it can serve nobody older. */
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
      'Give the migration a name of small letters, digits and _: npm run migration -- add_links',
    );
  }
  const sql = await diffSchema();
  if (argument === '--check' && sql !== '') {
    throw new Error(`The models need a migration: npm run migration -- NAME\n\n${sql}`);
  }
  if (sql === '') return console.log('The migrations make what the models say: nothing to add.');
  const served = oldestServed(sql, { before: await servedSoFar(), version: await readVersion() });
  await write(`${timestamp()}_${argument}`, sql, served);
}

main(process.argv[2]).catch((failure) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
