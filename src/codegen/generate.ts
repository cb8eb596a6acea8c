import { FAMILIES } from './contract.js';
import { type Contract, contractOf } from './contract-of.js';
import { pascal } from './declared.js';
import { partsOf } from './full-name.js';
import type { Lock } from './lock.js';
import {
  printCoders,
  printFamilies,
  printFamilyMethods,
  printMethods,
  printPayloads,
} from './print-codecs.js';
import { printDeclarations } from './print-declarations.js';
import { printMethodScopes } from './print-method-scopes.js';
import { printProto } from './print-proto.js';
import { printShapes } from './print-shapes.js';
import { readSources, type Sources } from './read-sources.js';
import { type Report, reportOn } from './report.js';

export interface GenerateOptions {
  /** The path of the file of sources: src/codegen/sources.ts, except in tests. */
  sources: string;
  /** The function adds new entries to it. */
  lock: Lock;
  families?: string[];
}

export interface Generated {
  /** The text of each file, by its path in the repository. */
  files: Map<string, string>;
  report: Report;
  /** The amendments that are no longer needed, as text. */
  stale: string[];
}

/**
 * Generates the contract. Reads the declarations, merges equal ones, gives each message its package and name, numbers its
 * fields and prints all files. The same declarations and lock always give the same text.
 *
 * @throws Error if there is no rule for a kind of declaration
 */
export function generate({ sources: path, lock, families = FAMILIES }: GenerateOptions): Generated {
  const sources = readSources(path, families);
  const contract = contractOf(sources, lock);
  const { model, methods, payloads } = contract;

  const files = new Map<string, string>();
  for (const pkg of model.packages) {
    const own = methods.filter((method) => method.package === pkg.name);
    files.set(`proto/${pkg.folder}/${pkg.name}.proto`, printProto(pkg, own));
    files.set(`src/gen/${pkg.folder}/shapes.ts`, printShapes(pkg, model));
    const roots = pkg.messages.filter(({ message }) => message.root && message.form === 'object');
    if (roots.length > 0) files.set(`src/gen/${pkg.folder}/${pkg.name}.ts`, printCoders(roots));
    if (own.length > 0) files.set(`src/gen/${pkg.folder}/methods.ts`, printFamilyMethods(pkg, own));
  }
  files.set(
    'src/gen/havoc/slack/methods.ts',
    printMethods([...new Set(methods.map((method) => method.package))]),
  );
  files.set('src/gen/havoc/slack/families.ts', printFamilies(methods));
  files.set('src/gen/havoc/slack/payloads.ts', printPayloads(payloads));
  files.set('src/gen/method-scopes.ts', printMethodScopes());
  for (const [path, text] of printDeclarationsOf(sources, contract, lock))
    files.set(`src/gen/havoc/slack/${path}`, text);
  return { files, report: reportOn(contract), stale: sources.amendments.stale() };
}

function printDeclarationsOf(
  { checker, reader, amendments, methods, events, payloads, symbol }: Sources,
  { merged }: Contract,
  lock: Lock,
): Map<string, string> {
  return printDeclarations({
    checker,
    amendments,
    methods,
    events,
    payloads: payloads.map(({ key, typeName }) => ({ key, symbol: symbol(typeName) })),
    answerOf: (answer) => {
      const type = checker.getDeclaredTypeOfSymbol(answer);
      return merged(reader.sumOf(type, { id: answer.name, name: answer.name }));
    },
    namesFor: ({ id, name }) => {
      const locked = partsOf(lock.messages[id] ?? '');
      const message = locked.message || name;
      return [message, `${pascal(locked.package)}${message}`];
    },
  });
}
