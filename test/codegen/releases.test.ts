import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FAMILIES } from '../../src/codegen/contract.js';
import { type Generated, generate } from '../../src/codegen/generate.js';
import { emptyLock } from './fixture.js';

const SOURCES = 'src/codegen/sources.ts';
/** Families that web-api 7 does not have yet. */
const LATER_FAMILIES = ['agents', 'blocks', 'entity', 'slackLists'];
const BUF = 'version: v2\nmodules:\n  - path: proto\nbreaking:\n  use:\n    - WIRE\n';

let folder: string;
beforeAll(() => {
  mkdirSync('dist', { recursive: true });
  folder = mkdtempSync('dist/releases-');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes the .proto files into a folder of this name, for buf. */
function write(name: string, { files }: Generated): string {
  const root = resolve(folder, name);
  for (const [path, text] of files) {
    if (!path.startsWith('proto/')) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeFileSync(join(root, 'buf.yaml'), BUF);
  return root;
}

function breaking(root: string, against: string): string {
  try {
    return execFileSync(resolve('node_modules/.bin/buf'), ['breaking', '--against', against], {
      cwd: root,
      encoding: 'utf8',
    });
  } catch (failure) {
    return String((failure as { stdout?: string }).stdout);
  }
}

test("declarations of Slack's older releases keep their wire format", () => {
  for (const file of ['sources.ts', 'amendments.ts', 'file-amendments.ts']) {
    const older = readFileSync(join('src/codegen', file), 'utf8')
      .replace("'@slack/types'", "'@slack/types-2'")
      .replace("'@slack/web-api'", "'@slack/web-api-7'");
    writeFileSync(join(folder, file), older);
  }
  const lock = emptyLock();
  const families = FAMILIES.filter((family) => !LATER_FAMILIES.includes(family));
  const before = write('before', generate({ sources: join(folder, 'sources.ts'), lock, families }));
  const known = Object.keys(lock.fields).length;

  const present = generate({ sources: SOURCES, lock });
  const after = write('after', present);

  expect(Object.keys(lock.fields).length).toBeGreaterThan(known);
  expect(breaking(after, before)).toBe('');
  const fresh = write('fresh', generate({ sources: SOURCES, lock: emptyLock() }));
  expect(breaking(fresh, before)).toMatch(/changed type|deleted without reserving/);
  const { fields, untyped } = present.report;
  expect(untyped.length / fields).toBeLessThan(0.01);
});
