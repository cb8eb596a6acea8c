import { pascal } from './declared.js';

/** A named element of the contract, and the identifiers that code generators derive from it. */
interface Named {
  name: string;
  identifiers: string[];
}

/** Returns, as text, the identifiers that two of these elements would share in some language. */
export function duplicatesOf(named: Named[]): string[] {
  const owners = new Map<string, Named>();
  return named.flatMap((one) =>
    one.identifiers.flatMap((identifier) => {
      const owner = owners.get(identifier) ?? one;
      owners.set(identifier, owner);
      return owner === one ? [] : [`${owner.name} and ${one.name} (${identifier})`];
    }),
  );
}

/**
 * Returns the identifiers that code generators derive from a field and do not make unique. protoc itself renames
 * identifiers that clash with a keyword, with a member of the message, or in Java with the count and list of a repeated
 * field.
 *
 * @param type the proto type, such as `repeated havoc.slack.types.v1.Block`
 */
export function identifiersOf(name: string, type: string): string[] {
  const title = pascal(name);
  const java = (...suffixes: string[]) => suffixes.map((suffix) => `Java: get${title}${suffix}`);
  const own = [`any language: ${plain(name)}`, `C#: ${title}`, ...java('')];
  const isMany = type.startsWith('repeated ');
  const item = type.replace('repeated ', '');
  if (type.startsWith('map<')) return [...own, ...java('Map', 'OrDefault', 'OrThrow')];
  if (item === 'string') own.push(...java('Bytes'));
  if (item.includes('.')) own.push(...java('Builder', 'OrBuilder'));
  if (item.includes('.') && isMany) own.push(...java('BuilderList', 'OrBuilderList'));
  if (!isMany && !item.includes('.')) own.push(`C#: Has${title}`, `C#: Clear${title}`);
  return own;
}

/**
 * Removes underscores and converts to lower case. protoc refuses two names that are then equal. Some file systems refuse
 * two file names that differ only in case.
 */
export function plain(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}

/** Returns, as text, the identifiers that two of these fields would share in some language. */
export function clashesOf(fields: { name: string; type: string }[]): string[] {
  return duplicatesOf(fields.map(({ name, type }) => ({ name, identifiers: identifiersOf(name, type) })));
}
