import ts from 'typescript';
import type { MethodRoot } from './roots.js';

const MODAL = "{ type: 'modal', title: { type: 'plain_text', text: 'Hello' }, blocks: [] }";

/** Arguments that types do not tell: the kind of a view, and the content of a file. */
const WRITTEN: Record<string, string> = {
  'users.setPhoto': "{ image: await readFile('ada.png') }",
  'views.open': `{ trigger_id: '12345.98765.abcd', view: ${MODAL} }`,
  'views.push': `{ trigger_id: '12345.98765.abcd', view: ${MODAL} }`,
  'views.update': `{ view_id: 'V012AB3CD', view: ${MODAL} }`,
  'views.publish': "{ user_id: 'U012AB3CD', view: { type: 'home', blocks: [] } }",
};

/** Example values by the argument's name. The first pattern that matches decides. */
const SAMPLES: [RegExp, string][] = [
  [/^trigger_id$/, '12345.98765.abcd'],
  [/channel/, 'C012AB3CD'],
  [/usergroup/, 'S012AB3CD'],
  [/user|_by$|invitee/, 'U012AB3CD'],
  [/team|workspace/, 'T012AB3CD'],
  [/enterprise/, 'E012AB3CD'],
  [/(^|_)ts$|^(timestamp|latest|oldest)$/, '1700000000.000100'],
  [/^file(_id)?s?$/, 'F012AB3CD'],
  [/^app(_id)?s?$/, 'A012AB3CD'],
  [/^bot(_id)?$/, 'B012AB3CD'],
  [/^workflow_ids?$/, 'Wf012AB3CD'],
  [/email/, 'ada@example.com'],
  [/date$/, '2026-01-31'],
  [/^time$/, 'in 5 minutes'],
  [/url|link/, 'https://example.com'],
  [/^filename$/, 'report.csv'],
  [/text|comment|markdown|content|topic|purpose|description/, 'Hello'],
  [/^query$/, 'deploy'],
  [/name|title/, 'deployments'],
  [/ids?$/, 'X012AB3CD'],
];

/** Writes the call of a method with its required arguments, such as `chat.delete({ channel: 'C012AB3CD', ts: '…' })`. */
export function exampleCall(checker: ts.TypeChecker, { method, nodes, isOptional }: MethodRoot): string {
  const args = WRITTEN[method] ?? sampleOf(checker, '', checker.getTypeFromTypeNode(nodes.request));
  return `await havoc.slack.${method}(${isOptional && args === '{}' ? '' : args});`;
}

/** An example value of a type, as code. */
function sampleOf(checker: ts.TypeChecker, key: string, type: ts.Type): string {
  if (type.isUnion()) return sampleOf(checker, key, chosen(checker, type));
  if (type.isStringLiteral()) return `'${type.value}'`;
  if (type.isNumberLiteral()) return `${type.value}`;
  if (type.flags & ts.TypeFlags.StringLike)
    return `'${SAMPLES.find(([like]) => like.test(key))?.[1] ?? key}'`;
  if (type.flags & ts.TypeFlags.NumberLike) return '1';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'true';
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const { target } = type as ts.TupleTypeReference;
    const elements = checker.getTypeArguments(type as ts.TypeReference).slice(0, target.minLength || 1);
    return `[${elements.map((element) => sampleOf(checker, key, element)).join(', ')}]`;
  }
  const required = requiredOf(checker, type);
  const members = required.map((property) => {
    const value = sampleOf(checker, property.name, checker.getTypeOfSymbol(property));
    return `${property.name}: ${value}`;
  });
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** The member of a union that makes the shortest example: with a text if any has one, else with the fewest properties. */
function chosen(checker: ts.TypeChecker, union: ts.UnionType): ts.Type {
  const rank = (type: ts.Type) => {
    const required = requiredOf(checker, type);
    return required.some(({ name }) => name === 'text') ? -1 : required.length;
  };
  const defined = union.types.filter(({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)));
  const [first = union] = defined.sort((one, other) => rank(one) - rank(other));
  return first;
}

function requiredOf(checker: ts.TypeChecker, type: ts.Type): ts.Symbol[] {
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return [];
  return checker
    .getPropertiesOfType(type)
    .filter(({ flags, name }) => !(flags & ts.SymbolFlags.Optional) && name !== 'token')
    .sort((one, other) => placeOf(one.name) - placeOf(other.name));
}

/** Ids come before other arguments, the channel first. */
function placeOf(name: string): number {
  if (name.startsWith('channel')) return 0;
  return /(^|_)ids?$|^(user|file)$/.test(name) ? 1 : 2;
}
