import type ts from 'typescript';
import { createDeclarationNames, fileOf } from './declaration-names.js';
import { createAnswerPrinter } from './print-answers.js';
import { createDeclarationPrinter } from './print-declaration.js';
import { HEADER } from './print-shapes.js';
import type { MethodRoot } from './roots.js';
import type { Declared, Sum } from './sum.js';

export interface DeclarationsInput {
  checker: ts.TypeChecker;
  methods: MethodRoot[];
  /** By `type`, what declares the event. */
  events: Map<string, ts.Symbol[]>;
  payloads: { key: string; symbol: ts.Symbol }[];
  /** An answer as merged, whether a method's own or one that sources.ts speaks of. */
  answerOf: (symbol: ts.Symbol) => Sum;
  /** What an object inside an answer could be called, best first. */
  namesFor: (declared: Declared) => string[];
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
  namesFor,
}: DeclarationsInput): string {
  const names = createDeclarationNames(checker, ['SlackMethods', 'SlackEvents', 'SlackPayloads']);
  const printer = createDeclarationPrinter(checker, names);
  const printed = new Map<string, string>();

  const tables = [
    printMethods(methods, printer.type),
    printEvents(events, names.nameOf),
    printPayloads(payloads, names.nameOf),
  ];
  const roots: { symbol: ts.Symbol; name: string }[] = [];
  for (let batch = names.take(); batch.length > 0; batch = names.take()) {
    for (const { symbol, name } of batch) {
      if (fileOf(symbol).includes('/types/response/')) roots.push({ symbol, name });
      else printed.set(name, printer.declaration(symbol, name));
    }
  }
  // Only now is it clear which names are left for the objects inside answers.
  const answers = createAnswerPrinter((declared) => names.claim(namesFor(declared)));
  for (const { symbol, name } of roots) printed.set(name, answers.root(name, answerOf(symbol)));
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
        const { method, nodes, isOptional, isRefused } = entry;
        if (isRefused) {
          return (
            `${indent}/** @deprecated The sidecar refuses ${method}: its answer is a secret, and secrets stay there. */\n` +
            `${indent}${name}(args?: Record<string, unknown>): Promise<never>;`
          );
        }
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
