import { partsOf } from './full-name.js';
import { groupBy } from './group-by.js';
import { isResidue, type NumberedField } from './lock.js';
import type { Model, NamedMessage, Package } from './model.js';

const CODES: Record<string, string> = {
  string: 's',
  double: 'n',
  bool: 'b',
  bytes: 'y',
  value: 'v',
  struct: 't',
};
const MANY = { one: '', list: '[', map: '{' };

export const HEADER = '// Made by `npm run generate`; change src/codegen instead.\n';

/** Prints the table of a package's shapes, in the notation of src/wire/shape.ts. */
export function printShapes(pkg: Package, model: Model): string {
  const imports = pkg.imports.map(
    (name) => `import { shapes as ${name} } from '../../${name}/v1/shapes.js';`,
  );
  const entries = pkg.messages.map((message) => `    ${message.name}: ${printEntry(message, pkg, model)},`);
  return [
    `${HEADER}import { defineShapes } from '../../../../../wire/index.js';`,
    ...imports,
    `\nexport const shapes = defineShapes(\n  {\n${entries.join('\n')}\n  },\n  { ${pkg.imports.join(', ')} },\n);\n`,
  ].join('\n');
}

function printEntry({ message, fields }: NamedMessage, pkg: Package, model: Model): string {
  const groups = groupBy(
    fields.filter((field) => !isResidue(field)),
    (field) => codeOf(field, pkg, model),
  );
  const text = [...groups].map(([code, members]) => [code, ...members.map(keyOf)].join(' ')).join(';');
  return message.form === 'object' ? `'${text}'` : `['${text}', { form: '${message.form}' }]`;
}

function codeOf({ many, of }: NumberedField, pkg: Package, model: Model): string {
  const before = MANY[many];
  if (typeof of === 'string') return `${before}${CODES[of]}`;
  const { name, fullName } = model.named(of);
  const other = partsOf(fullName).package;
  return `${before}m${other === pkg.name ? name : `${other}.${name}`}`;
}

function keyOf({ key, number }: NumberedField): string {
  if (/[ ;='\\]/.test(key))
    throw new Error(`The key "${key}" has a character that a table of shapes cannot contain.`);
  return `${key}=${number}`;
}
