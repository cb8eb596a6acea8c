import { HavocError } from '../base/index.js';

/**
 * Writes a value as JSON.stringify does.
 *
 * @param what the call and the argument that the value is for, such as `chat.postMessage` and `blocks`
 * @returns undefined for values that JSON.stringify leaves out, such as functions
 * @throws HavocError `client.no_json` (invalid_argument), which names the part that cannot be written
 */
export function toJson(value: unknown, what: { name: string; key?: string }): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    throw noJson(what.name, findFault(value, what.key, thrown), thrown);
  }
}

interface Fault {
  path: string;
  why: string;
}

interface Step {
  value: unknown;
  key: string | number | undefined;
  /** The object or list that contains it. */
  outer: Step | undefined;
  depth: number;
}

const DEEP = 1_000;
/** The number of steps of a path that a message shows. More would not help. */
const SHOWN_STEPS = 12;

/** Finds the first member that JSON cannot hold. It does not recurse: a value may be too deep for the stack. */
function findFault(root: unknown, key: string | undefined, thrown: unknown): Fault {
  const isDeep = thrown instanceof RangeError;
  const waiting: Step[] = [{ value: root, key, outer: undefined, depth: 0 }];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const { value } = step;
    if (typeof value === 'bigint')
      return { path: pathOf(step), why: 'is a bigint. Send a number or a string' };
    if (typeof value !== 'object' || value === null) continue;
    if (isWithinItself(step)) return { path: pathOf(step), why: 'contains itself' };
    if (isDeep && step.depth > DEEP)
      return { path: pathOf(step), why: `is nested more than ${DEEP} levels deep` };
    const outer = step;
    const members = Object.entries(value).map(
      ([member, inner]): Step => ({
        value: inner,
        key: Array.isArray(value) ? Number(member) : member,
        outer,
        depth: outer.depth + 1,
      }),
    );
    waiting.push(...members.reverse());
  }
  return {
    path: key ?? '',
    why: `cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  };
}

function isWithinItself({ value, outer }: Step): boolean {
  for (let step = outer; step !== undefined; step = step.outer) if (step.value === value) return true;
  return false;
}

function pathOf(last: Step): string {
  const keys: (string | number)[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.outer)
    if (step.key !== undefined) keys.unshift(step.key);
  const shown = keys
    .slice(0, SHOWN_STEPS)
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`));
  return shown.join('') + (keys.length > SHOWN_STEPS ? '…' : '');
}

function noJson(name: string, { path, why }: Fault, cause: unknown): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.no_json',
    message: `${name} was not sent: ${path || 'its value'} ${why}.`,
    fields: { name, path },
    cause,
  });
}
