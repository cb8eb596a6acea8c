import { pascal } from './declared.js';

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

/** protoc refuses two fields whose names differ only in underscores and case. */
function plain(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}

/** As text, what two of these fields would both be called in some language. */
export function clashesOf(fields: { name: string; type: string }[]): string[] {
  const owners = new Map<string, string>();
  return fields.flatMap(({ name, type }) =>
    identifiersOf(name, type).flatMap((identifier) => {
      const owner = owners.get(identifier);
      if (owner === undefined) owners.set(identifier, name);
      return owner === undefined || owner === name ? [] : [`${owner} and ${name} (${identifier})`];
    }),
  );
}

/** What clients have for methods of their own: tonic's in Rust, and those of the base classes in C#, Java and Python. */
const CLIENT_METHODS = new Set([
  'AcceptCompressed',
  'Build',
  'Connect',
  'Equals',
  'GetCallOptions',
  'GetChannel',
  'GetClass',
  'GetHashCode',
  'GetType',
  'MaxDecodingMessageSize',
  'MaxEncodingMessageSize',
  'MemberwiseClone',
  'New',
  'NewInstance',
  'NewStub',
  'SendCompressed',
  'ToString',
  'WithHost',
  'WithInterceptor',
  'WithOrigin',
]);

/** Names that no service or message can have: Python has them as keywords, and classes cannot be got at otherwise. */
const KEYWORDS = new Set(['False', 'None', 'True']);

/** A name for the rpc that no client has already: `Connect` of the service `Rtm` becomes `RtmConnect`. */
export function freeRpc(service: string, rpc: string): string {
  return CLIENT_METHODS.has(rpc) ? `${service}${rpc}` : rpc;
}

/** As text, what cannot be called so in some language: C# has an asynchronous twin of each method. */
export function badNames({ rpcs, types }: { rpcs: string[]; types: string[] }): string[] {
  const twins = new Set(rpcs.map((rpc) => `${rpc}Async`));
  return [
    ...rpcs.filter((rpc) => CLIENT_METHODS.has(rpc) || twins.has(rpc)),
    ...[...rpcs, ...types].filter((name) => KEYWORDS.has(name)),
  ];
}
