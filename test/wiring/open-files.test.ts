import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOpenFileLimit } from '../../src/wiring/open-files.js';

const folder = mkdtempSync(join(tmpdir(), 'havoc-limits-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['Max open files            256                  4096                 files', 256],
  ['Max processes             100                  100                  processes', Infinity],
  ['Max open files            unlimited            unlimited            files', Infinity],
])('reads the limit in %j', (line, limit) => {
  const path = join(folder, 'limits');
  writeFileSync(path, `Limit                     Soft Limit           Hard Limit           Units\n${line}\n`);
  expect(readOpenFileLimit(path)).toBe(limit);
});

test('returns no limit if the system does not report one', () => {
  expect(readOpenFileLimit(join(folder, 'absent'))).toBe(Infinity);
});
