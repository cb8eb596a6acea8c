import { joinAlike } from './alike.js';
import { NAMES } from './contract.js';
import { groupBy } from './group-by.js';
import { typeLists } from './known-lists.js';
import type { Lock } from './lock.js';
import { createMessages, type Message, type Messages } from './messages.js';
import { buildModel, type Model, type NamedMessage, snake } from './model.js';
import type { Sources } from './read-sources.js';
import type { MethodRoot } from './roots.js';
import type { Service } from './service-clashes.js';
import { mapSum, mergeEqual } from './structure.js';
import type { Declared, Sum } from './sum.js';

/** A method with its messages. */
export interface NamedMethod extends MethodRoot {
  /** The short name of its package, such as `chat`. */
  package: string;
  requestName: string;
  responseName: string;
}

/** Everything that is printed. */
export interface Contract {
  model: Model;
  methods: NamedMethod[];
  payloads: { key: string; message: NamedMessage }[];
  /** Returns a sum with equal declarations merged. */
  merged(sum: Sum): Sum;
}

const EVENTS = 'events';
const INTERACTIONS = 'interactions';

/** Makes the contract from the sources: merges, places, names and numbers the messages. Adds new ones to the lock. */
export function contractOf({ methods, event, payloads, groups }: Sources, lock: Lock): Contract {
  const inMethods = methods.flatMap(({ request, response }) => [request, response]);
  const all = reachable([...inMethods, event, ...[...payloads, ...groups].map(({ sum }) => sum)]);
  const lockedAs = (id: string) => lock.messages[id];
  const equal = mergeEqual(all, lockedAs);
  const known = groups.map(({ key, sum }) => ({ name: key, parts: new Set(mapSum(sum, equal).objects) }));
  const alike = joinAlike(
    {
      all: [...new Set(equal.values())],
      roots: inMethods.map((sum) => mapSum(sum, equal).objects),
      groups: known,
    },
    lockedAs,
  );
  const merged = (sum: Sum) => mapSum(mapSum(sum, equal), alike);
  const left = [...new Set([...equal.values()].map((one) => alike.get(one) ?? one))];
  typeLists(left, known);

  const messages = createMessages(known);
  messages.oneOf(merged(event), { id: 'sources#Event', name: 'Event', package: EVENTS }, unknownEvent());
  const arms = payloads.map(({ key, typeName, sum }) => {
    const place = { id: `payload:${key}`, name: typeName, package: key === 'event' ? EVENTS : INTERACTIONS };
    return { key, message: messages.root(merged(sum), place) };
  });
  const roots = methods.map((method) => ({ method, ...rootsOf(method, messages, merged) }));

  const model = buildModel(messages.all(), lock, { renamed: NAMES, services: servicesOf(methods) });
  return {
    model,
    methods: roots.map(({ method, request, response }) => ({
      ...method,
      package: snake(method.family),
      requestName: model.named(request).name,
      responseName: model.named(response).name,
    })),
    payloads: arms.map(({ key, message }) => ({ key, message: model.named(message) })),
    merged,
  };
}

function servicesOf(methods: MethodRoot[]): (Service & { package: string })[] {
  return [...groupBy(methods, ({ service }) => service)].map(([name, members]) => ({
    package: snake(members[0]?.family ?? ''),
    name,
    rpcs: members.flatMap(({ rpc, isPaged }) => (isPaged ? [rpc, `${rpc}Pages`] : [rpc])),
  }));
}

function rootsOf(
  { method, family, stem, request, response }: MethodRoot,
  messages: Messages,
  merged: (sum: Sum) => Sum,
): { request: Message; response: Message } {
  const place = (kind: string, name: string) => ({
    id: `${method}/${kind}`,
    name: `${stem}${name}`,
    package: snake(family),
  });
  return {
    request: messages.root(merged(request), place('request', 'Request')),
    response: messages.root(merged(response), place('response', 'Response')),
  };
}

/** Makes the arm of Event for undeclared types. It holds the whole event as untyped JSON. */
function unknownEvent(): Message {
  return {
    ids: ['sources#UnknownEvent'],
    names: ['UnknownEvent'],
    form: 'object',
    hasResidue: false,
    root: EVENTS,
    fields: [
      { key: 'type', kind: 'string', many: 'one', of: 'string', values: [] },
      { key: 'body', kind: 'object', many: 'one', of: 'struct', values: [] },
    ],
  };
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
