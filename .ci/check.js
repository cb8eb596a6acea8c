// npm run check            runs all checks that do not run the program
// npm run check -- rooms   runs one or several of them
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const BASELINE = 'proto/baseline.binpb';

/** The checks. Each resolves to its findings as text, or to an empty text if it found nothing. */
const PARTS = {
  style: () => run('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']),
  rooms: () =>
    run('dependency-cruiser', 'depcruise', [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      'src',
    ]),
  'dead code': () => run('knip', 'knip', ['--no-progress', '--no-gitignore']),
  types: () =>
    all(
      tsc('-b', 'tsconfig.json', 'src/client', 'examples/poll', 'src/codegen'),
      tsc('-p', 'test/tsconfig.json'),
      tsc('-p', 'src/local-slack-page'),
      tsc('-p', 'test/local-slack-page'),
    ),
  documents: () =>
    run('markdownlint-cli2', 'markdownlint-cli2', ['--config', '.ci/.markdownlint-cli2.jsonc']),
  links: () =>
    run('remark-cli', 'remark', [
      '.',
      '--frail',
      '--quiet',
      '--no-stdout',
      '--no-color',
      '--no-config',
      ...['--use', 'remark-validate-links=repository:false'],
      ...['--ignore-pattern', 'dist', '--ignore-pattern', 'docs/api'],
    ]),
  'generated contract': checkGenerated,
  contract: checkContract,
};
/**
 * The lanes run in parallel. The checks of one lane run one after another, because the generator must be compiled before
 * its output is checked.
 */
const LANES = [
  ['types', 'generated contract', 'contract'],
  ['documents', 'links', 'style', 'rooms', 'dead code'],
];

async function checkGenerated() {
  const before = await hashFolder('proto');
  const failure = await all(tsc('-b', 'src/codegen'), () => runNode(['dist/codegen/main.js']));
  if (failure !== '' || before === (await hashFolder('proto'))) return failure;
  return 'The generated contract was out of date, and is generated again now. Check the changes in proto/, and commit them.';
}

/** Compares the contract with the last release. buf.yaml lists the changes that are not allowed. */
function checkContract() {
  return all(
    () => run('@bufbuild/buf', 'buf', ['lint']),
    () => run('@bufbuild/buf', 'buf', ['breaking', '--against', BASELINE]),
  );
}

async function hashFolder(folder) {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const hash = createHash('sha256');
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    hash.update(path).update(await readFile(path));
  }
  return hash.digest('hex');
}

function tsc(...args) {
  return () => run('typescript', 'tsc', args);
}

/** Runs steps one after another up to the first failure, and returns that failure. */
async function all(...steps) {
  for (const step of steps) {
    const failure = await step();
    if (failure !== '') return failure;
  }
  return '';
}

/** Runs a package's command without a shell, so that it works the same on every system. */
async function run(name, command, args) {
  return runNode([await findCommand(name, command), ...args]);
}

/** Runs Node.js with these arguments. Resolves to the output if it fails, and to an empty text otherwise. */
function runNode(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? '' : output.trim() || `${args[0]} ended with ${code}`));
  });
}

async function findCommand(name, command) {
  const folder = join('node_modules', name);
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

async function runLane(names) {
  let failures = 0;
  for (const name of names) {
    const startedAt = Date.now();
    const failure = await PARTS[name]();
    const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    if (failure === '') console.log(`✓ ${name} (${took})`);
    else console.error(`✗ ${name} (${took})\n${failure.replaceAll(/^/gm, '    ')}\n`);
    if (failure !== '') failures++;
  }
  return failures;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`Unknown checks: ${unknown.join(', ')}. The checks are: ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
const lanes = asked.length > 0 ? [asked] : LANES;
const failures = (await Promise.all(lanes.map(runLane))).reduce((sum, count) => sum + count, 0);
if (failures > 0) console.error(`Failed checks: ${failures}.`);
process.exitCode = failures > 0 ? 1 : 0;
