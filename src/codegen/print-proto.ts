import type { NamedMethod } from './contract-of.js';
import { folderOf } from './full-name.js';
import { groupBy } from './group-by.js';
import { isResidue, type NumberedField } from './lock.js';
import { UNKNOWN_ARM } from './messages.js';
import { METHOD_SCOPES } from './method-scopes.js';
import { SUMMARIES } from './method-summaries.js';
import type { NamedMessage, Package } from './model.js';
import { RATE_LIMITS } from './rate-limits.js';

/** Prints the .proto file of a package. */
export function printProto(pkg: Package, methods: NamedMethod[]): string {
  return [
    '// Made by `npm run generate` from the type declarations that Slack publishes; change src/codegen instead.',
    'syntax = "proto3";\n',
    `package ${pkg.fullName};\n`,
    ...printImports(pkg),
    ...[...groupBy(methods, ({ service }) => service)].map(([service, members]) =>
      printService(service, members),
    ),
    ...pkg.messages.map((message) => printMessage(message, pkg)),
  ].join('\n');
}

function printImports({ imports, messages }: Package): string[] {
  const usesStruct = messages.some(({ fields }) =>
    fields.some(({ type }) => type.includes('google.protobuf.')),
  );
  const files = imports.map((name) => `${folderOf(name)}/${name}.proto`);
  if (usesStruct) files.unshift('google/protobuf/struct.proto');
  return files.length > 0 ? [...files.map((file) => `import "${file}";`), ''] : [];
}

function printService(service: string, methods: NamedMethod[]): string {
  return `service ${service} {\n${methods.map(printRpcs).join('\n')}\n}\n`;
}

function printRpcs({ rpc, method, isPaged, isRefused, requestName, responseName }: NamedMethod): string {
  const comment = factsOf(method, isRefused).map((line) => `  // ${line}\n`);
  const one = `${comment.join('')}  rpc ${rpc}(${requestName}) returns (${responseName});`;
  if (!isPaged) return one;
  return (
    `${one}\n  // Every page of ${method}, from the cursor of the request to the last.\n` +
    `  rpc ${rpc}Pages(${requestName}) returns (stream ${responseName});`
  );
}

/** Returns the lines of a method's comment: summary, scopes, rate limit and page. */
export function factsOf(method: string, isRefused: boolean): string[] {
  const limit = RATE_LIMITS.get(method);
  return [
    `${method}: ${SUMMARIES[method] ?? 'see its page.'}`,
    ...(isRefused ? ['Refused: its answer is a secret, and secrets stay in the sidecar.'] : []),
    ...wrap(`Scopes: ${METHOD_SCOPES.get(method) ?? 'see its page'}.`, 104),
    ...(limit ? [`Rate limit: ${limit}.`] : []),
    `https://docs.slack.dev/reference/methods/${method}`,
  ];
}

function printMessage({ name, message, fields, reserved }: NamedMessage, pkg: Package): string {
  const lines: string[] = [];
  if (reserved.length > 0) {
    lines.push(`  reserved ${reserved.map(({ number }) => number).join(', ')};`);
    lines.push(`  reserved ${reserved.map((field) => `"${field.name}"`).join(', ')};`);
  }
  const printed = fields.flatMap((field) => printField(field, pkg, message.form === 'oneof'));
  if (message.form === 'oneof') lines.push('  oneof event {', ...printed.map((line) => `  ${line}`), '  }');
  else lines.push(...printed);
  return lines.length > 0 ? `message ${name} {\n${lines.join('\n')}\n}\n` : `message ${name} {}\n`;
}

function printField(field: NumberedField, pkg: Package, isArm: boolean): string[] {
  const type = field.type.replaceAll(`${pkg.fullName}.`, '');
  const optional = field.many === 'one' && !isArm ? 'optional ' : '';
  const comment = isArm ? pageOf(field) : commentOf(field);
  const lines = comment.map((line) => `  // ${line}`);
  return [...lines, `  ${optional}${type} ${field.name} = ${field.number};`];
}

function pageOf({ key }: NumberedField): string[] {
  if (key === UNKNOWN_ARM) return ['An event of a type that is not declared.'];
  return [`https://docs.slack.dev/reference/events/${key}`];
}

/** The comment of havoc_residue, in every message that has the field. */
const RESIDUE_COMMENT = [
  "What the other fields cannot hold of Slack's JSON: a JSON list of [path, value, place].",
];

function commentOf({ key, kind, name, values }: NumberedField): string[] {
  if (isResidue({ key })) return RESIDUE_COMMENT;
  const sentences: string[] = [];
  if (name !== key) sentences.push(`Slack's ${key}, where it is a ${kind}.`);
  if (values.length > 1) sentences.push(`Known values: ${values.join(', ')}.`);
  return wrap(sentences.join(' '), 104);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
