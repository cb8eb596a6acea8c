import ts from 'typescript';
import { FAMILIES, NAMES } from './contract.js';
import { pascal } from './declared.js';
import type { Lock } from './lock.js';
import { createMessages, type Message } from './messages.js';
import { buildModel, snake } from './model.js';
import { type NamedMethod, printFamilyMethods, printMethods, printPayloads } from './print-codecs.js';
import { printDeclarations } from './print-declarations.js';
import { printProto } from './print-proto.js';
import { printShapes } from './print-shapes.js';
import { createReader } from './read.js';
import { exportsOf, readMethods, readTable } from './roots.js';
import { mapSum, mergeEqual } from './structure.js';
import type { Declared, Sum } from './sum.js';

/** The text of each file of the contract, by path below the repository. */
export type Files = Map<string, string>;

/** Reads the declarations and makes the contract; writes what is new into the lock. */
export function generate({
  sources,
  lock,
  families = FAMILIES,
}: {
  sources: string;
  lock: Lock;
  families?: string[];
}): Files {
  const program = ts.createProgram([sources], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const file = program.getSourceFile(sources);
  if (!file) throw new Error(`There is no ${sources}.`);
  const checker = program.getTypeChecker();
  const reader = createReader(checker);
  const exported = exportsOf(program, file);
  const symbol = (name: string): ts.Symbol => {
    const found = exported.get(name);
    if (!found) throw new Error(`${sources} exports no ${name}.`);
    return found;
  };
  const typeOf = (name: string) => checker.getDeclaredTypeOfSymbol(symbol(name));

  const methods = readMethods(checker, reader, { tree: typeOf('Methods'), families });
  const event = reader.sumOf(typeOf('Event'), { id: 'sources#Event', name: 'Event' });
  const payloads = readTable(checker, reader, symbol('Payloads'));
  const groups = readTable(checker, reader, symbol('OneMessage'));

  const all = reachable([
    ...methods.flatMap(({ request, response }) => [request, response]),
    event,
    ...payloads.map(({ sum }) => sum),
    ...groups.map(({ sum }) => sum),
  ]);
  const standsFor = mergeEqual(all, (id) => lock.messages[id]);
  const merged = (sum: Sum) => mapSum(sum, standsFor);

  const messages = createMessages(
    groups.map(({ key, sum }) => ({ name: key, parts: new Set(merged(sum).objects) })),
  );
  const unknown: Message = {
    ids: ['events#UnknownEvent'],
    names: ['UnknownEvent'],
    form: 'object',
    isRequest: false,
    root: 'events',
    fields: [
      { key: 'type', kind: 'string', many: 'one', of: 'string', values: [] },
      { key: 'body', kind: 'object', many: 'one', of: 'struct', values: [] },
    ],
  };
  messages.oneOf(merged(event), { id: 'sources#Event', name: 'Event', package: 'events' }, unknown);
  const arms = payloads.map(({ key, typeName, sum }) => {
    const at = { id: `payload:${key}`, name: typeName, package: key === 'event' ? 'events' : 'interactions' };
    return { key, message: messages.root(merged(sum), at) };
  });
  const roots = methods.map((method) => {
    const at = { package: snake(method.family) };
    const request = { ...at, id: `${method.method}/request`, name: `${method.stem}Request`, isRequest: true };
    const response = { ...at, id: `${method.method}/response`, name: `${method.stem}Response` };
    return {
      method,
      request: messages.root(merged(method.request), request),
      response: messages.root(merged(method.response), response),
    };
  });

  const services = methods.map(({ family, service }) => `${snake(family)}.${service}`);
  const model = buildModel(messages.all(), lock, { renamed: NAMES, services });
  const named = roots.map(
    ({ method, request, response }): NamedMethod => ({
      ...method,
      package: snake(method.family),
      requestName: model.named(request).name,
      responseName: model.named(response).name,
    }),
  );
  const files: Files = new Map();
  for (const pkg of model.packages) {
    const own = named.filter(({ package: name }) => name === pkg.name);
    const rpcs = own.map(({ service, rpc, method, requestName, responseName }) => ({
      service,
      name: rpc,
      method,
      request: requestName,
      response: responseName,
    }));
    files.set(`proto/${pkg.folder}/${pkg.name}.proto`, printProto(pkg, rpcs));
    files.set(`src/gen/${pkg.folder}/shapes.ts`, printShapes(pkg, model));
    if (own.length > 0) files.set(`src/gen/${pkg.folder}/methods.ts`, printFamilyMethods(pkg, own));
  }
  files.set('src/gen/slack/methods.ts', printMethods(families.map(snake)));
  files.set(
    'src/gen/slack/payloads.ts',
    printPayloads(arms.map(({ key, message }) => ({ key, message: model.named(message) }))),
  );
  const events = new Map<string, ts.Symbol[]>();
  for (const part of unionParts(typeOf('Event'))) {
    const type = part.getProperty('type');
    const literal = type && checker.getTypeOfSymbol(type);
    if (literal?.isStringLiteral())
      events.set(literal.value, [...(events.get(literal.value) ?? []), part.symbol]);
  }
  files.set(
    'src/gen/slack/declarations.ts',
    printDeclarations({
      checker,
      methods,
      events,
      payloads: payloads.map(({ key, typeName }) => ({ key, symbol: symbol(typeName) })),
      answerOf: (answer) =>
        merged(reader.sumOf(checker.getDeclaredTypeOfSymbol(answer), { id: answer.name, name: answer.name })),
      namesFor: ({ id, name }) => {
        const full = lock.messages[id]?.split('.');
        return full ? [full.at(-1) ?? name, `${pascal(full[1] ?? '')}${full.at(-1)}`] : [name];
      },
    }),
  );
  return files;
}

function unionParts(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function reachable(sums: Sum[]): Declared[] {
  const found = new Set<Declared>();
  const visit = (sum: Sum): void => {
    for (const object of sum.objects) {
      if (found.has(object)) continue;
      found.add(object);
      for (const field of object.fields.values()) visit(field);
    }
    if (sum.list) visit(sum.list);
    if (sum.map) visit(sum.map);
  };
  for (const sum of sums) visit(sum);
  return [...found];
}
