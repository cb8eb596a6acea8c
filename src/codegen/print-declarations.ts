import type ts from 'typescript';
import type { Amendments } from './amend.js';
import { createDeclarationNames, fileOf } from './declaration-names.js';
import { pascal } from './declared.js';
import { describeDeclarations, type Purpose } from './describe-declarations.js';
import { exampleCall } from './example-call.js';
import { groupBy } from './group-by.js';
import { snake } from './model.js';
import { createAnswerPrinter } from './print-answers.js';
import { createDeclarationPrinter, type DeclarationPrinter } from './print-declaration.js';
import { factsOf } from './print-proto.js';
import { HEADER } from './print-shapes.js';
import type { MethodRoot } from './roots.js';
import { splitDeclarations } from './split-declarations.js';
import type { Declared, Sum } from './sum.js';

export interface DeclarationsInput {
  checker: ts.TypeChecker;
  amendments: Amendments;
  methods: MethodRoot[];
  /** The declarations of events, by `type`. */
  events: Map<string, ts.Symbol[]>;
  payloads: { key: string; symbol: ts.Symbol }[];
  /** Returns a merged answer: the answer of a method, or an answer to which sources.ts refers. */
  answerOf: (symbol: ts.Symbol) => Sum;
  /** Returns possible names for an object in an answer, best first. */
  namesFor: (declared: Declared) => string[];
}

interface Tree {
  [name: string]: Tree | MethodRoot;
}

/** Prints the TypeScript types of Slack's JSON for handlers and calls. Returns texts by path in src/gen/havoc/slack. */
export function printDeclarations({
  checker,
  amendments,
  methods,
  events,
  payloads,
  answerOf,
  namesFor,
}: DeclarationsInput): Map<string, string> {
  const families = [...groupBy(methods, ({ family }) => family)].map(([family, members]) => ({
    family,
    members,
    table: `${pascal(family)}Methods`,
  }));
  const names = createDeclarationNames(checker, ['SlackMethods', 'SlackEvents', 'SlackPayloads']);
  for (const { table } of families) names.claim([table]);
  const printer = createDeclarationPrinter(checker, names, amendments);
  const printed = new Map<string, string>();

  const tables = [
    ...families.map(({ family, members, table }) => ({
      package: snake(family),
      name: table,
      text: printMethods(family, members, { name: table, printer, checker }),
    })),
    { package: 'events', name: 'SlackEvents', text: printEvents(events, names.nameOf) },
    { package: 'interactions', name: 'SlackPayloads', text: printPayloads(payloads, names.nameOf) },
  ];
  const roots: { symbol: ts.Symbol; name: string }[] = [];
  for (let batch = names.take(); batch.length > 0; batch = names.take()) {
    for (const { symbol, name } of batch) {
      if (fileOf(symbol).includes('/types/response/')) roots.push({ symbol, name });
      else printed.set(name, printer.declaration(symbol, name));
    }
  }
  // Objects in answers get their names last, from the names that are still free.
  const answers = createAnswerPrinter((declared) => names.claim(namesFor(declared)));
  for (const { symbol, name } of roots) printed.set(name, answers.root(name, answerOf(symbol)));
  for (const { name, text } of answers.all()) printed.set(name, text);

  const type = (node: ts.TypeNode) => printer.type(node);
  const described = describeDeclarations(printed, [
    ...methods.flatMap((method) => purposesOfMethod(method, type)),
    ...purposesOfEvents(events, names.nameOf),
    ...payloads.map(({ key, symbol }) => ({
      name: names.nameOf(symbol),
      part: 'The payload',
      of: key,
    })),
  ]);
  const files = splitDeclarations(tables, described);
  files.set('declarations.ts', printIndex(families, [...files.keys()]));
  return files;
}

function printIndex(families: { family: string; table: string }[], paths: string[]): string {
  const members = families.map(({ family, table }) => `    ${family}: ${table};`);
  return [
    HEADER,
    ...families.map(
      ({ family, table }) => `import type { ${table} } from './${snake(family)}/v1/declarations.js';`,
    ),
    '',
    ...paths.map((path) => `export type * from './${path.replace(/ts$/, 'js')}';`),
    `\n/** The methods of the Web API, by family. */\nexport interface SlackMethods {\n${members.join('\n')}\n}\n`,
  ].join('\n');
}

function printMethods(
  family: string,
  methods: MethodRoot[],
  {
    name: tableName,
    printer: { type, members },
    checker,
  }: { name: string; printer: DeclarationPrinter; checker: ts.TypeChecker },
): string {
  const tree: Tree = {};
  for (const method of methods) {
    const path = method.method.split('.').slice(1);
    let branch = tree;
    for (const name of path.slice(0, -1)) {
      branch[name] ??= {};
      branch = branch[name] as Tree;
    }
    branch[path.at(-1) ?? ''] = method;
  }
  const print = (branch: Tree, indent: string): string =>
    Object.entries(branch)
      .map(([name, entry]) => {
        if (!isMethod(entry)) return `${indent}${name}: {\n${print(entry, `${indent}    `)}\n${indent}};`;
        const { method, nodes, isOptional, isRefused, more } = entry;
        if (isRefused) {
          return (
            `${indent}/** @deprecated The sidecar refuses ${method}: its answer is a secret, and secrets stay in the sidecar. */\n` +
            `${indent}${name}(args?: Record<string, unknown>): Promise<never>;`
          );
        }
        const args = [type(nodes.request), ...members(more.map(({ node }) => node))].join(' & ');
        const example = exampleCall(checker, entry);
        const lines = [...factsOf(method, false), '', '@example', '```ts', example, '```'];
        return (
          `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n` +
          `${indent}${name}(args${isOptional ? '?' : ''}: ${args}): Promise<${type(nodes.response)}>;`
        );
      })
      .join('\n');
  return `/** The methods of ${family}. */\nexport interface ${tableName} {\n${print(tree, '    ')}\n}`;
}

function isMethod(entry: Tree | MethodRoot): entry is MethodRoot {
  return typeof entry.rpc === 'string';
}

function printEvents(events: Map<string, ts.Symbol[]>, nameOf: (symbol: ts.Symbol) => string): string {
  const lines = [...events].map(
    ([type, symbols]) =>
      `    /** https://docs.slack.dev/reference/events/${type} */\n    ${type}: ${symbols.map(nameOf).join(' | ')};`,
  );
  return `/** The events in an event_callback, by \`type\`. */\nexport interface SlackEvents {\n${lines.join('\n')}\n}`;
}

function purposesOfMethod(
  { method, nodes, isRefused }: MethodRoot,
  type: (node: ts.TypeNode) => string,
): Purpose[] {
  if (isRefused) return [];
  const page = `https://docs.slack.dev/reference/methods/${method}`;
  return [
    { name: type(nodes.request), part: 'The arguments of', of: method, page },
    { name: type(nodes.response), part: 'The answer to', of: method, page },
  ];
}

function purposesOfEvents(
  events: DeclarationsInput['events'],
  nameOf: (symbol: ts.Symbol) => string,
): Purpose[] {
  return [...events].flatMap(([type, symbols]) =>
    symbols.map((symbol) => ({
      name: nameOf(symbol),
      part: 'The event',
      of: type,
      page: `https://docs.slack.dev/reference/events/${type}`,
    })),
  );
}

function printPayloads(
  payloads: DeclarationsInput['payloads'],
  nameOf: (symbol: ts.Symbol) => string,
): string {
  const lines = payloads.map(({ key, symbol }) => `    ${key}: ${nameOf(symbol)};`);
  return `/** The payloads that Slack sends, by kind. */\nexport interface SlackPayloads {\n${lines.join('\n')}\n}`;
}
