import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  tuple: 'a list',
};

/** Says in plain words what is wrong with a seed and where, one line for each mistake. */
export function toMistakes(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => explain(issue, []));
}

function explain(issue: Issue, within: readonly PropertyKey[]): string[] {
  const path = [...within, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${placeOf([...path, key])}: there is no such field`);
    case 'invalid_union':
      return explainUnion(issue, path);
    case 'invalid_key':
      return [`${placeOf(path)}: its name must be ${issue.issues[0]?.message}`];
    default:
      return [`${placeOf(path)} ${whatIsWrong(issue)}`];
  }
}

/** Explains what is wrong with the alternative that was meant: the one whose type fits. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
): string[] {
  const hasOtherType = (one: Issue) => one.code === 'invalid_type' && one.path.length === 0;
  const meant = issue.errors.find((issues) => !issues.some(hasOtherType));
  if (meant) return meant.flatMap((one) => explain(one, path));
  const kinds = issue.errors.flatMap((issues) => issues.filter(hasOtherType).map(expectedBy));
  return [`${placeOf(path)} must be ${kinds.join(' or ')}, ${given(issue.input)}`];
}

function whatIsWrong(issue: Issue): string {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${expectedBy(issue)}, ${given(issue.input)}${hintFor(issue)}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}, ${given(issue.input)}`;
    case 'too_small':
      return issue.origin === 'array' ? 'must have at least one entry' : 'must not be empty';
    case 'invalid_format':
      if (issue.format === 'url') return 'must be a URL, such as http://127.0.0.1:3000/slack/events';
      return `must be ${issue.message}, ${given(issue.input)}`;
    default:
      return `is not valid: ${issue.message}`;
  }
}

function expectedBy(issue: Issue): string {
  return issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? issue.expected) : 'something else';
}

/** YAML takes an unquoted 2026 or yes for a number or a truth value. */
function hintFor({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): string {
  const isBare = typeof input === 'number' || typeof input === 'boolean';
  return expected === 'string' && isBare ? '. Put it in quotes' : '';
}

function given(input: unknown): string {
  if (input === null) return 'but is empty';
  if (Array.isArray(input)) return 'but is a list';
  if (typeof input === 'object') return 'but is an object';
  return `but is ${JSON.stringify(input)}`;
}

/** As in `people[0].name`. */
function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((one) => (typeof one === 'number' ? `[${one}]` : `.${String(one)}`)).join('');
  return text.replace(/^\./, '') || 'The seed';
}
