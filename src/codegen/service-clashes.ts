import { duplicatesOf, plain } from './clashes.js';
import { pascal } from './declared.js';

/** The top-level declarations of one .proto file. */
export interface Declarations {
  /** The name of the file without its extension, such as `chat`. */
  file: string;
  services: Service[];
  messages: string[];
}

export interface Service {
  name: string;
  rpcs: string[];
}

/** The methods that tonic's clients in Rust have. In other languages, an rpc may have the name of a client's method. */
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

/** Names that no service, rpc or message may have. They are keywords in Python, where such a name is not accessible. */
const KEYWORDS = new Set(['False', 'None', 'True']);

/** Words that cannot be part of a package name, since they are keywords in Java, Python or Rust. */
const PACKAGE_KEYWORDS = new Set(
  (
    'abstract as assert async await boolean break byte case catch char class const continue crate def default del do ' +
    'double elif else enum except extends extern final finally float fn for from global goto if impl implements import ' +
    'in instanceof int interface internal is lambda let long loop match mod move mut native new nonlocal not or package ' +
    'pass private protected pub public raise ref return self short static strictfp struct super switch synchronized ' +
    'this throw throws trait transient try type unsafe use void volatile where while with yield'
  ).split(' '),
);

/** Returns a name for the rpc that no client uses already. `Connect` of the service `Rtm` becomes `RtmConnect`. */
export function freeRpc(service: string, rpc: string): string {
  return CLIENT_METHODS.has(rpc) || isClassOf(service, rpc) ? `${service}${rpc}` : rpc;
}

/** True if the rpc has the name of a generated C# class. A method in C# cannot have the name of its class. */
function isClassOf(service: string, rpc: string): boolean {
  return rpc === `${service}Client` || rpc === `${service}Base`;
}

/** Returns the identifiers that code generators derive from a service, and that share a scope with messages and services. */
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

/** Returns the identifiers that code generators derive from a message. */
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

/** Returns the identifiers that code generators derive from the file: a class with its common parts. */
export function identifiersOfFile(file: string): string[] {
  const title = pascal(file);
  return [`Java: ${title}OuterClass`, `C#: ${title}Reflection`];
}

/** Returns, as text, the names that some language cannot have. */
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

/** Returns the bad rpc names of a service. In C#, each rpc also has an asynchronous twin with the suffix Async. */
function badRpcsOf({ name: service, rpcs }: Service): string[] {
  const twins = new Set(rpcs.map((rpc) => `${rpc}Async`));
  const isBad = (rpc: string) => CLIENT_METHODS.has(rpc) || KEYWORDS.has(rpc) || isClassOf(service, rpc);
  return [
    ...rpcs.filter((rpc) => twins.has(rpc) || isBad(rpc)).map((rpc) => `${service}.${rpc}`),
    ...duplicatesOf(rpcs.map((rpc) => ({ name: `${service}.${rpc}`, identifiers: [plain(rpc)] }))),
  ];
}
