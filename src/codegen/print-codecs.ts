import type { NamedMethod } from './contract-of.js';
import { groupBy } from './group-by.js';
import type { NamedMessage, Package } from './model.js';
import { HEADER } from './print-shapes.js';

/** A family's methods with their codecs. */
export function printFamilyMethods(pkg: Package, methods: NamedMethod[]): string {
  const names = [
    ...new Set(methods.flatMap(({ requestName, responseName }) => [requestName, responseName])),
  ].sort();
  const entries = methods.map(
    ({ method, service, rpc, requestName, responseName }) =>
      `  '${method}': {\n    method: '${method}',\n    service: '${pkg.fullName}.${service}',\n` +
      `    path: '/${pkg.fullName}.${service}/${rpc}',\n` +
      `    request: codec(shapes.${requestName}, ${requestName}),\n` +
      `    response: codec(shapes.${responseName}, ${responseName}),\n  },`,
  );
  return [
    `${HEADER}import { codec, type Method } from '../../../../wire/index.js';`,
    `import { ${names.join(', ')} } from './${pkg.name}.js';`,
    "import { shapes } from './shapes.js';",
    `\nexport const methods: Record<string, Method> = {\n${entries.join('\n')}\n};\n`,
  ].join('\n');
}

/** All families' methods in one map. */
export function printMethods(families: string[]): string {
  return [
    `${HEADER}import type { Method } from '../../wire/index.js';`,
    ...families.map((name) => `import { methods as ${name} } from './${name}/v1/methods.js';`),
    "\nexport type { Method } from '../../wire/index.js';",
    '\n/** Every method of the contract, by its name, as in `chat.postMessage`. */',
    'export const methods: ReadonlyMap<string, Method> = new Map(',
    `  Object.entries({ ${families.map((name) => `...${name}`).join(', ')} }),\n);\n`,
  ].join('\n');
}

/** The codec of each arm of a delivery's payload. */
export function printPayloads(arms: { key: string; message: NamedMessage }[]): string {
  const byPackage = groupBy(arms, ({ message }) => message.fullName.split('.')[1] ?? '');
  const imports = [...byPackage].flatMap(([name, members]) => [
    `import { ${members.map(({ message }) => message.name).join(', ')} } from './${name}/v1/${name}.js';`,
    `import { shapes as ${name} } from './${name}/v1/shapes.js';`,
  ]);
  const entries = arms.map(({ key, message }) => {
    const name = message.fullName.split('.')[1];
    return `  ${key}: codec(${name}.${message.name}, ${message.name}),`;
  });
  return [
    `${HEADER}import { type Codec, codec } from '../../wire/index.js';`,
    ...imports,
    `\nexport type PayloadKind =\n${arms.map(({ key }) => `  | '${key}'`).join('\n')};`,
    "\n/** By the arm's name in havoc.v1.Delivery. */",
    `export const payloads: Record<PayloadKind, Codec> = {\n${entries.join('\n')}\n};\n`,
  ].join('\n');
}
