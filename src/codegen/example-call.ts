import ts from 'typescript';
import type { MethodRoot } from './roots.js';

const MODAL = "{ type: 'modal', title: { type: 'plain_text', text: 'Hello' }, blocks: [] }";

/** Arguments whose useful values do not follow from their names and types, by method. */
const WRITTEN: Record<string, string> = {
  'admin.emoji.add': "{ name: 'shipit', url: 'https://example.com/shipit.png' }",
  'admin.emoji.addAlias': "{ name: 'ship', alias_for: 'shipit' }",
  'admin.emoji.remove': "{ name: 'shipit' }",
  'admin.emoji.rename': "{ name: 'shipit', new_name: 'ship' }",
  'apps.user.connection.update': "{ user_id: 'U012AB3CD', status: 'connected' }",
  'assistant.threads.setStatus':
    "{ channel_id: 'C012AB3CD', thread_ts: '1700000000.000100', status: 'is thinking…' }",
  'assistant.threads.setSuggestedPrompts':
    "{ channel_id: 'C012AB3CD', prompts: [{ title: 'Summary', message: 'Summarise this channel.' }] }",
  'dialog.open':
    "{ trigger_id: '12345.98765.abcd', dialog: { callback_id: 'order', title: 'Order', elements: [{ type: 'text', name: 'size', label: 'Size' }] } }",
  'reactions.add': "{ channel: 'C012AB3CD', timestamp: '1700000000.000100', name: 'thumbsup' }",
  'reactions.remove': "{ channel: 'C012AB3CD', timestamp: '1700000000.000100', name: 'thumbsup' }",
  'slackLists.items.update':
    "{ list_id: 'F012AB3CD', cells: [{ column_id: 'Col012AB3CD', row_id: 'Rec012AB3CD', checkbox: true }] }",
  'users.setPhoto': "{ image: await readFile('ada.png') }",
  'views.open': `{ trigger_id: '12345.98765.abcd', view: ${MODAL} }`,
  'views.push': `{ trigger_id: '12345.98765.abcd', view: ${MODAL} }`,
  'views.update': `{ view_id: 'V012AB3CD', view: ${MODAL} }`,
  'views.publish': "{ user_id: 'U012AB3CD', view: { type: 'home', blocks: [] } }",
};

/** Example values by the argument's name. The first pattern that matches decides. */
const SAMPLES: [RegExp, string][] = [
  [/^trigger_id$/, '12345.98765.abcd'],
  [/^event_context$/, 'EC12345'],
  [/^channel_name$/, 'deployments'],
  [/^team_domain$/, 'acme'],
  [/^team_name$/, 'Acme'],
  [/channel/, 'C012AB3CD'],
  [/usergroup/, 'S012AB3CD'],
  [/user|_by$|invitee|^slack_id$/, 'U012AB3CD'],
  [/team|workspace/, 'T012AB3CD'],
  [/enterprise/, 'E012AB3CD'],
  [/(^|_)ts$|^(timestamp|latest|oldest)$/, '1700000000.000100'],
  [/^file(_id)?s?$|^(canvas|list)_id$/, 'F012AB3CD'],
  [/^app(_id)?s?$/, 'A012AB3CD'],
  [/^bot(_id)?$/, 'B012AB3CD'],
  [/^workflow_ids?$/, 'Wf012AB3CD'],
  [/email/, 'ada@example.com'],
  [/date$/, '2026-01-31'],
  [/^time$/, 'in 5 minutes'],
  [/^post_at$/, '1900000000'],
  [/^reminder$/, 'Rm012AB3CD'],
  [/^error$/, 'The deployment failed.'],
  [/^access_level$/, 'read'],
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

/** An example value of a type, as code. @param around the objects that contain it, which it does not repeat */
function sampleOf(
  checker: ts.TypeChecker,
  key: string,
  type: ts.Type,
  around: readonly ts.Type[] = [],
): string {
  if (type.isUnion()) return sampleOf(checker, key, chosen(checker, type), around);
  if (type.isStringLiteral()) return `'${type.value}'`;
  if (type.isNumberLiteral()) return `${type.value}`;
  if (type.flags & ts.TypeFlags.StringLike)
    return `'${SAMPLES.find(([like]) => like.test(key))?.[1] ?? key}'`;
  if (type.flags & ts.TypeFlags.NumberLike) return '1';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'true';
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const { target } = type as ts.TupleTypeReference;
    const elements = checker.getTypeArguments(type as ts.TypeReference).slice(0, target.minLength || 1);
    if (elements.some((element) => around.includes(element))) return '[]';
    return `[${elements.map((element) => sampleOf(checker, key, element, around)).join(', ')}]`;
  }
  if (around.includes(type)) return '{}';
  const required = requiredOf(checker, type);
  const members = required.map((property) => {
    const value = sampleOf(checker, property.name, checker.getTypeOfSymbol(property), [...around, type]);
    return `${property.name}: ${value}`;
  });
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** Chooses a union's member for the example: one with a `text` if there is one, else the one with fewest properties. */
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
