import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';

const SOMEWHERE = [
  '[a](LICENSE)',
  '[a](docs)',
  '![a](docs/more.md "title")',
  '# Here\n[a](#here)',
  '[a](docs/more.md#a_b--c)',
  '[a](docs/more.md#twice-1)',
  '[a](docs/more.md#own)',
  '[a](https://slack.com/#nowhere)',
  '[a](mailto:a@b.c)',
  '`[a](nowhere)`',
  '```\n[a](nowhere)\n```',
];
const NOWHERE: [text: string, found: string][] = [
  ['[a](nowhere)', '1 no such file: nowhere'],
  ['\n![a](docs/nowhere.png)', '2 no such file: docs/nowhere.png'],
  ['[a]: nowhere', '1 no such file: nowhere'],
  ['<img src="nowhere.png">', '1 no such file: nowhere.png'],
  ['[a](#nowhere)', '1 no such heading: #nowhere'],
  ['```\n# Here\n```\n[a](#here)', '4 no such heading: #here'],
  ['[a](docs/more.md#twice-2)', '1 no such heading: docs/more.md#twice-2'],
];

// All cases stand side by side, each in a document of its own: one check of them is enough.
let said: string;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'havoc-links-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'LICENSE'), '');
  writeFileSync(join(folder, 'docs/more.md'), '# More\n## `a_b` & c\n## Twice\n## Twice\n<a id="own"></a>\n');
  for (const [index, text] of SOMEWHERE.entries()) writeFileSync(join(folder, `good-${index}.md`), text);
  for (const [index, [text]] of NOWHERE.entries()) writeFileSync(join(folder, `bad-${index}.md`), text);
  const { stderr } = spawnSync(process.execPath, [join(REPOSITORY, '.ci/check.js'), 'links'], {
    cwd: folder,
    encoding: 'utf8',
  });
  said = stderr;
  rmSync(folder, { recursive: true });
});

const of = (file: string) => said.split('\n').flatMap((line) => line.split(`${file}:`)[1] ?? []);

test.each(SOMEWHERE.map((text, index) => [text, index] as const))('%j leads somewhere', (_, index) => {
  expect(said).toContain('links');
  expect(of(`good-${index}.md`)).toEqual([]);
});

test.each(NOWHERE.map(([text, found], index) => [text, found, index] as const))(
  '%j leads nowhere',
  (_, found, index) => {
    expect(of(`bad-${index}.md`)).toEqual([found]);
  },
);
