import type ts from 'typescript';
import { createDeclarationNames, fileOf } from './declaration-names.js';
import { createAnswerPrinter } from './print-answers.js';
import { createDeclarationPrinter } from './print-declaration.js';
import { HEADER } from './print-shapes.js';
import type { MethodRoot } from './roots.js';
import type { Sum } from './sum.js';

export interface DeclarationsInput {
  checker: ts.TypeChecker;
  methods: MethodRoot[];
  /** By `type`, what declares the event. */
  events: Map<string, ts.Symbol[]>;
  payloads: { key: string; symbol: ts.Symbol }[];
  /** An answer as merged, whether a method's own or one that sources.ts speaks of. */
  answerOf: (symbol: ts.Symbol) => Sum;
}

interface Tree {
  [name: string]: Tree | MethodRoot;
}

/** TypeScript types of Slack's JSON, for those who write handlers and calls. */
export function printDeclarations({
  checker,
  methods,
  events,
  payloads,
  answerOf,
}: DeclarationsInput): string {
  const names = createDeclarationNames(['SlackMethods', 'SlackEvents', 'SlackPayloads']);
  const printer = createDeclarationPrinter(checker, names);
  const printed = new Map<string, string>();

  const tables = [
    printMethods(methods, printer.type),
    printEvents(events, names.nameOf),
    printPayloads(payloads, names.nameOf),
  ];
  const taken = new Set<string>();
  const answers = createAnswerPrinter((wanted) => {
    const numbered = Array.from(
      { length: 1000 },
      (_, index) => `Answer${wanted}${index === 0 ? '' : index + 1}`,
    );
    const name = numbered.find((candidate) => !taken.has(candidate)) ?? wanted;
    taken.add(name);
    return name;
  });
  for (let batch = names.take(); batch.length > 0; batch = names.take()) {
    for (const { symbol, name } of batch) {
      const isAnswer = fileOf(symbol).includes('/types/response/');
      printed.set(name, isAnswer ? answers.root(name, answerOf(symbol)) : printer.declaration(symbol, name));
    }
  }
  for (const { name, text } of answers.all()) printed.set(name, text);
  const sorted = [...printed].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, text]) => text);
  return `${[HEADER, ...tables, ...sorted].join('\n\n')}\n`;
}

function printMethods(methods: MethodRoot[], type: (node: ts.TypeNode) => string): string {
  const tree: Tree = {};
  for (const method of methods) {
    const path = method.method.split('.');
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
        const { method, nodes, isOptional } = entry;
        return (
          `${indent}/** Calls ${method}: https://docs.slack.dev/reference/methods/${method} */\n` +
          `${indent}${name}(args${isOptional ? '?' : ''}: ${type(nodes.request)}): Promise<${type(nodes.response)}>;`
        );
      })
      .join('\n');
  return `/** The Web API's methods, in families. */\nexport interface SlackMethods {\n${print(tree, '    ')}\n}`;
}

function isMethod(entry: Tree | MethodRoot): entry is MethodRoot {
  return typeof entry.rpc === 'string';
}

function printEvents(events: Map<string, ts.Symbol[]>, nameOf: (symbol: ts.Symbol) => string): string {
  const lines = [...events].map(
    ([type, symbols]) =>
      `    /** https://docs.slack.dev/reference/events/${type} */\n    ${type}: ${symbols.map(nameOf).join(' | ')};`,
  );
  return `/** What comes inside an event_callback, by its \`type\`. */\nexport interface SlackEvents {\n${lines.join('\n')}\n}`;
}

function printPayloads(
  payloads: DeclarationsInput['payloads'],
  nameOf: (symbol: ts.Symbol) => string,
): string {
  const lines = payloads.map(({ key, symbol }) => `    ${key}: ${nameOf(symbol)};`);
  return `/** What Slack sends, by kind. */\nexport interface SlackPayloads {\n${lines.join('\n')}\n}`;
}
