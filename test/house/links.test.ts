import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';

const RIGHT = [
  '[a](LICENSE)',
  '[a](docs)',
  '![a](docs/more.md "title")',
  '# Here\n\n[a](#here)',
  '[a](docs/more.md#a_b--c)',
  '[a](docs/more.md#twice-1)',
  '[a](https://slack.com/#nowhere)',
  '[a](mailto:a@b.c)',
  '`[a](nowhere)`',
  '```text\n[a](nowhere)\n```',
];
const WRONG: [text: string, part: string, said: RegExp][] = [
  ['[a](nowhere)', 'links', /Cannot find file `nowhere`/],
  ['\n![a](docs/nowhere.png)', 'links', /Cannot find file `docs\/nowhere.png`/],
  ['[a]: nowhere', 'links', /Cannot find file `nowhere`/],
  ['[a](#nowhere)', 'links', /Cannot find heading for `#nowhere`/],
  ['```text\n# Here\n```\n\n[a](#here)', 'links', /Cannot find heading for `#here`/],
  ['[a](docs/more.md#twice-2)', 'links', /Cannot find heading for `#twice-2`/],
  ['# A\n\n<img src="nowhere.png">\n', 'documents', /no-inline-html/],
  ['# A\n\n```\nnpm ci\n```\n', 'documents', /fenced-code-language/],
];

// Each case has its own document in one folder, so that one run of each check covers all cases.
const said: Record<string, string> = {};
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'havoc-links-'));
  mkdirSync(join(folder, 'docs'));
  cpSync(join(REPOSITORY, '.ci'), join(folder, '.ci'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'LICENSE'), '');
  writeFileSync(join(folder, 'docs/more.md'), '# More\n\n## `a_b` & c\n\n## Twice\n\n## Twice\n');
  for (const [index, text] of RIGHT.entries()) writeFileSync(join(folder, `right-${index}.md`), text);
  for (const [index, [text]] of WRONG.entries()) writeFileSync(join(folder, `wrong-${index}.md`), text);
  for (const part of ['links', 'documents']) {
    const check = spawnSync(process.execPath, [join(REPOSITORY, '.ci/check.js'), part], {
      cwd: folder,
      encoding: 'utf8',
    });
    said[part] = check.stderr;
  }
  rmSync(folder, { recursive: true });
});

/** Returns the findings about a document: its lines in the output of a check. */
function of(part: string, file: string): string {
  const lines = (said[part] ?? '').split('\n');
  const start = lines.findIndex((line) => line.includes(file));
  if (start < 0) return '';
  const end = lines.findIndex((line, at) => at > start && /^\s*(?:right|wrong|docs).*\.md$/.test(line));
  return lines.slice(start, end < 0 ? undefined : end).join('\n');
}

test.each(RIGHT.map((text, index) => [text, index] as const))('%j is accepted', (_, index) => {
  expect(said.links).toContain('wrong-0.md');
  expect(of('links', `right-${index}.md`)).toBe('');
});

test.each(WRONG.map((wrong, index) => [...wrong, index] as const))(
  '%j is reported',
  (_, part, words, index) => {
    expect(of(part, `wrong-${index}.md`)).toMatch(words);
  },
);
