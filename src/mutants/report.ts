import type { FoundMutant } from './mutant.js';
import type { Source } from './sources.js';

/** The fate of a mutant. The tests do not notice mutants that `survived` or were `not reached`. */
export type Fate = 'killed' | 'timed out' | 'survived' | 'not reached';

export interface Judged {
  source: Source;
  mutant: FoundMutant;
  fate: Fate;
}

const FATES: Fate[] = ['killed', 'timed out', 'survived', 'not reached'];
const WIDTH = 90;

/** Describes a mutant in one line: its place, and the text before and after the change. */
export function describeMutant({ source, mutant }: { source: Source; mutant: FoundMutant }): string {
  const short = (text: string) => {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line || '(nothing)';
  };
  const before = short(source.text.slice(mutant.start, mutant.end));
  return `${source.path}:${mutant.line} ${mutant.kind}: ${before} → ${short(mutant.text)}`;
}

/** Makes a table with the number of mutants of each fate, by file and in total. */
export function toTable(judged: readonly Judged[]): string {
  const paths = [...new Set(judged.map(({ source }) => source.path))];
  const width = Math.max(...paths.map((path) => path.length), 3);
  const row = (name: string, cells: (string | number)[]) =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
  const count = (some: readonly Judged[]) => [
    some.length,
    ...FATES.map((fate) => some.filter((one) => one.fate === fate).length),
  ];
  return [
    row('', ['mutants', ...FATES]),
    ...paths.map((path) => row(path, count(judged.filter(({ source }) => source.path === path)))),
    row('all', count(judged)),
  ].join('\n');
}
