import { pascal } from './declared.js';

/** Something with a name, and what generators of some languages call after it. */
interface Named {
  name: string;
  identifiers: string[];
}

/** As text, what two of these would both be called in some language. */
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
 * What generators make of one field besides its plain accessor, and do not tell apart by themselves: protoc renames
 * what clashes with a language's keywords, with a message's own members, and in Java with the count and list of a
 * repeated field, but not what stands here.
 *
 * @param type as in `repeated havoc.slack.types.v1.Block`
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

/** protoc refuses two names that differ only in underscores and case; where files are named so, some systems do too. */
export function plain(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}

/** As text, what two of these fields would both be called in some language. */
export function clashesOf(fields: { name: string; type: string }[]): string[] {
  return duplicatesOf(fields.map(({ name, type }) => ({ name, identifiers: identifiersOf(name, type) })));
}
