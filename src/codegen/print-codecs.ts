import type { NamedMethod } from './contract-of.js';
import { partsOf } from './full-name.js';
import { groupBy } from './group-by.js';
import type { NamedMessage, Package } from './model.js';
import { HEADER } from './print-shapes.js';

/** Prints the methods of a family with their codecs. */
export function printFamilyMethods(pkg: Package, methods: NamedMethod[]): string {
  const entries = methods.map(({ method, service, rpc, isPaged, requestName, responseName }) => {
    const path = `/${pkg.fullName}.${service}/${rpc}`;
    return [
      `  '${method}': {`,
      `    method: '${method}',`,
      `    service: '${pkg.fullName}.${service}',`,
      `    path: '${path}',`,
      ...(isPaged ? [`    pagesPath: '${path}Pages',`] : []),
      `    request: codec(shapes.${requestName}),`,
      `    response: codec(shapes.${responseName}),`,
      '  },',
    ].join('\n');
  });
  return [
    `${HEADER}import { codec, type Method } from '../../../../../wire/index.js';`,
    "import { shapes } from './shapes.js';",
    `\nexport const methods: Record<string, Method> = {\n${entries.join('\n')}\n};\n`,
  ].join('\n');
}

/** Prints one map with the methods of all families. */
export function printMethods(families: string[]): string {
  return [
    `${HEADER}import type { Method } from '../../../wire/index.js';`,
    ...families.map((name) => `import { methods as ${name} } from './${name}/v1/methods.js';`),
    '\n/** The methods of the contract by name, such as `chat.postMessage`. */',
    'export const methods: ReadonlyMap<string, Method> = new Map(',
    `  Object.entries({ ${families.map((name) => `...${name}`).join(', ')} }),\n);\n`,
  ].join('\n');
}

/** Prints the methods by family. Each family is loaded when it is first used. */
export function printFamilies(methods: NamedMethod[]): string {
  const families = groupBy(methods, ({ family }) => family);
  const entries = [...families].map(([family, members]) => {
    const names = members.map(({ method }) => `      '${method}',`).join('\n');
    const path = `./${members[0]?.package}/v1/methods.js`;
    return `  ${family}: {\n    names: [\n${names}\n    ],\n    load: async () => (await import('${path}')).methods,\n  },`;
  });
  return [
    `${HEADER}import type { Method } from '../../../wire/index.js';`,
    '\nexport interface Family {',
    '  /** The names of its methods, such as `chat.postMessage`. */',
    '  names: readonly string[];',
    '  /** Loads its methods, by name. */',
    '  load(): Promise<Record<string, Method>>;\n}',
    '\n/** The families of methods, by the first part of their names. */',
    `export const families: Readonly<Record<string, Family>> = {\n${entries.join('\n')}\n};\n`,
  ].join('\n');
}

/** Prints the codec of each arm of a delivery's payload. */
export function printPayloads(arms: { key: string; message: NamedMessage }[]): string {
  const packages = [...new Set(arms.map(({ message }) => packageOf(message)))];
  const entries = arms.map(({ key, message }) => `  ${key}: codec(${packageOf(message)}.${message.name}),`);
  return [
    `${HEADER}import { type Codec, codec } from '../../../wire/index.js';`,
    ...packages.map((name) => `import { shapes as ${name} } from './${name}/v1/shapes.js';`),
    `\nexport type PayloadKind =\n${arms.map(({ key }) => `  | '${key}'`).join('\n')};`,
    "\n/** The codec of each payload, by the arm's name in havoc.v1.Delivery. */",
    `export const payloads: Record<PayloadKind, Codec> = {\n${entries.join('\n')}\n};\n`,
  ].join('\n');
}

/** Prints the coders that ts-proto's code for havoc/v1 imports. In that code, the messages are Slack's JSON. */
export function printCoders(roots: NamedMessage[]): string {
  const coders = roots.map(
    ({ name }) => `export type ${name} = Json;\nexport const ${name} = coder(shapes.${name});`,
  );
  return [
    `${HEADER}import { coder, type Json } from '../../../../../wire/index.js';`,
    "import { shapes } from './shapes.js';\n",
    `${coders.join('\n\n')}\n`,
  ].join('\n');
}

function packageOf({ fullName }: NamedMessage): string {
  return partsOf(fullName).package;
}
