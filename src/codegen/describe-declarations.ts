import { groupBy } from './group-by.js';
import { namesIn } from './split-declarations.js';

/** What one declaration is for, such as the answer to `chat.postMessage`. */
export interface Purpose {
  /** The name of the declaration. */
  name: string;
  /** The words before the name in `of`, such as `The answer to`. */
  part: string;
  /** The method, event or payload. */
  of: string;
  /** Slack's page about it. */
  page?: string;
}

const MOST_NAMED = 3;

/**
 * Adds a docstring to every declaration: the methods, events and payloads that it is for, or else the declarations
 * that use it.
 */
export function describeDeclarations(
  printed: ReadonlyMap<string, string>,
  purposes: readonly Purpose[],
): Map<string, string> {
  const purposesOf = groupBy(purposes, ({ name }) => name);
  const users = new Map<string, string[]>();
  for (const [name, text] of [...printed].sort(([one], [other]) => (one < other ? -1 : 1)))
    for (const used of namesIn(text, printed))
      if (used !== name) users.set(used, [...(users.get(used) ?? []), name]);

  const linesFor = (name: string): string[] => {
    const own = purposesOf.get(name);
    return own ? describePurposes(own) : [describeUse(users.get(name) ?? [])];
  };
  return new Map([...printed].map(([name, text]) => [name, `${docstring(linesFor(name))}\n${text}`]));
}

function describePurposes(purposes: readonly Purpose[]): string[] {
  const parts = groupBy(purposes, ({ part }) => part);
  const sentences = [...parts].map(
    ([part, all]) => `${part} ${enumerate(all.map(({ of }) => `\`${of}\``))}.`,
  );
  const [only, ...others] = new Set(purposes.flatMap(({ page }) => page ?? []));
  return [...sentences, ...(only !== undefined && others.length === 0 ? [only] : [])];
}

function describeUse(users: readonly string[]): string {
  return users.length === 0
    ? 'Declared by Slack.'
    : `Part of ${enumerate(users.map((user) => `{@link ${user}}`))}.`;
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  const left = names.length - shown.length;
  const last = left > 0 ? `${left} more` : shown.pop();
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : `${last}`;
}

function docstring(lines: readonly string[]): string {
  const [only, ...others] = lines;
  if (others.length === 0) return `/** ${only} */`;
  return ['/**', ...lines.map((line) => ` * ${line}`), ' */'].join('\n');
}
