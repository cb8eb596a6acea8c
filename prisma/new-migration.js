// npm run migration -- NAME      writes prisma/migrations/<time>_NAME/migration.sql from the change of the models
// npm run migration -- --check   fails when the models need a migration that is not there
// npm run migration -- --squash  puts one migration in the place of all: only before the first release
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diffSchema, MIGRATIONS } from './schema-diff.js';

/** What the models cannot say. */
const EXTERNAL = fileURLToPath(new URL('external.sql', import.meta.url));

async function write(name, sql) {
  const folder = join(MIGRATIONS, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql);
  console.log(`Wrote prisma/migrations/${name}/migration.sql: read it before you commit it.`);
}

async function squash() {
  const names = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const [first] = names.map(({ name }) => name).sort();
  const fromModels = await diffSchema({ fromNothing: true });
  const sql = `${fromModels}\n${await readFile(EXTERNAL, 'utf8')}`;
  for (const { name } of names) await rm(join(MIGRATIONS, name), { recursive: true });
  await write(first ?? `${timestamp()}_trunk`, sql);
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
  if (sql === '') console.log('The migrations make what the models say: nothing to add.');
  else await write(`${timestamp()}_${argument}`, sql);
}

main(process.argv[2]).catch((failure) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
