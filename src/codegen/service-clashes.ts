import { duplicatesOf, plain } from './clashes.js';
import { pascal } from './declared.js';
/** What one .proto file declares at its top. */
export interface Declarations {
  /** The file's name without its ending, as in `chat`. */
  file: string;
  services: Service[];
  messages: string[];
}

export interface Service {
  name: string;
  rpcs: string[];
}

/** What tonic's clients have for methods in Rust. Those of other languages' clients are told apart by their arguments. */
const CLIENT_METHODS = new Set([
  'AcceptCompressed',
  'Connect',
  'MaxDecodingMessageSize',
  'MaxEncodingMessageSize',
  'New',
  'SendCompressed',
  'WithInterceptor',
  'WithOrigin',
]);

/** Names that no service, rpc or message can have: Python has them as keywords, and cannot get at them otherwise. */
const KEYWORDS = new Set(['False', 'None', 'True']);

/** Words that cannot be a part of a package: a Java package, a Python module or a Rust module would be called so. */
const PACKAGE_KEYWORDS = new Set(
  (
    'abstract as assert async await boolean break byte case catch char class const continue crate def default del do ' +
    'double elif else enum except extends extern final finally float fn for from global goto if impl implements import ' +
    'in instanceof int interface internal is lambda let long loop match mod move mut native new nonlocal not or package ' +
    'pass private protected pub public raise ref return self short static strictfp struct super switch synchronized ' +
    'this throw throws trait transient try type unsafe use void volatile where while with yield'
  ).split(' '),
);

/** A name for the rpc that no client has already: `Connect` of the service `Rtm` becomes `RtmConnect`. */
export function freeRpc(service: string, rpc: string): string {
  return CLIENT_METHODS.has(rpc) || isClassOf(service, rpc) ? `${service}${rpc}` : rpc;
}

/** In C#, a method cannot be called like the class that it is in. */
function isClassOf(service: string, rpc: string): boolean {
  return rpc === `${service}Client` || rpc === `${service}Base`;
}

/** What generators call after a service, where messages and other services are named too. */
export function identifiersOfService(name: string): string[] {
  const go = [`${name}Client`, `${name}Server`, `New${name}Client`, `Register${name}Server`];
  return [
    `any language: ${plain(name)}`,
    `Java: ${name}Grpc`,
    ...[...go, `Unimplemented${name}Server`, `Unsafe${name}Server`].map((one) => `Go: ${one}`),
    ...['', 'Stub', 'Servicer'].map((suffix) => `Python: ${name}${suffix}`),
    `Rust module: ${plain(name)}client`,
    `Rust module: ${plain(name)}server`,
  ];
}

/** What generators call after a message. */
export function identifiersOfMessage(name: string): string[] {
  return [
    `any language: ${plain(name)}`,
    `Java: ${name}`,
    `Java: ${name}OrBuilder`,
    `Go: ${name}`,
    `C#: ${name}`,
    `Rust module: ${plain(name)}`,
  ];
}

/** What generators call after the file: a class with what all of it has in common. */
export function identifiersOfFile(file: string): string[] {
  const title = pascal(file);
  return [`Java: ${title}OuterClass`, `C#: ${title}Reflection`];
}

/** As text, what cannot be called so in some language. */
export function badNamesOf({ file, services, messages }: Declarations): string[] {
  return [
    ...duplicatesOf([
      { name: `${file}.proto`, identifiers: identifiersOfFile(file) },
      ...services.map(({ name }) => ({ name, identifiers: identifiersOfService(name) })),
      ...messages.map((name) => ({ name, identifiers: identifiersOfMessage(name) })),
    ]),
    ...services.flatMap(badRpcsOf),
    ...[...services.map(({ name }) => name), ...messages].filter((name) => KEYWORDS.has(name)),
    ...(PACKAGE_KEYWORDS.has(file) ? [file] : []),
  ];
}

/** C# has an asynchronous twin of each method. */
function badRpcsOf({ name: service, rpcs }: Service): string[] {
  const twins = new Set(rpcs.map((rpc) => `${rpc}Async`));
  const isBad = (rpc: string) => CLIENT_METHODS.has(rpc) || KEYWORDS.has(rpc) || isClassOf(service, rpc);
  return [
    ...rpcs.filter((rpc) => twins.has(rpc) || isBad(rpc)).map((rpc) => `${service}.${rpc}`),
    ...duplicatesOf(rpcs.map((rpc) => ({ name: `${service}.${rpc}`, identifiers: [plain(rpc)] }))),
  ];
}
