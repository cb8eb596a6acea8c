/** The rooms of src in import order: a room imports only rooms before it, through their index.ts. */
const ROOMS = [
  'base',
  'log',
  'wire',
  'slack',
  'vault',
  'db',
  'fleet',
  'traffic',
  'installations',
  'entities',
  'messages',
  'inbox',
  'purge',
  'observe',
  'outbound',
  'resolve',
  'replies',
  'delivery',
  'ingress',
  'grpc',
  'ops',
  'block-kit',
  'local-slack',
  'dev',
];
/** Each owns its tables, and none knows another. */
const STORES = ['traffic', 'installations', 'entities', 'messages', 'inbox'];
/** Above all rooms: the only place that wires. */
const TOP = '^src/(config[-\\w]*\\.ts$|main\\.ts$|wiring/|cli/)';
/** Programs that run havoc, or its tests, to measure or to break them: they may use every room, and nothing imports them. */
const PROGRAMS = '^src/(bench|chaos|mutants)/';
/** What stands beside the server: no room may import it. */
const BESIDE = '^src/(bench|chaos|mutants|client|codegen|local-slack-page)/';
const PAGE = '^src/local-slack-page/';
const DOOR = '^src/[^/]+/index\\.ts$';
/** A second door of slack: the table of payload kinds, which the client ships too. */
const KINDS = '^src/slack/kinds/';
const KINDS_DOOR = '^src/slack/kinds/index\\.ts$';
const GENERATED = '^src/gen/';

const room = (...names) => `^src/(${names.join('|')})/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const order = ROOMS.map((name, place) =>
  forbid(
    `order-${name}`,
    `${name} may import only the rooms before it: ${ROOMS.slice(0, place).join(', ') || 'none'}.`,
    { path: room(name) },
    { path: [TOP, BESIDE, room(...ROOMS.slice(place + 1), 'none-after')] },
  ),
);

module.exports = {
  forbidden: [
    ...order,
    forbid(
      'circle',
      'Two files that need each other are one concept, or need a third below both.',
      { pathNot: '^src/gen/prisma/' },
      { circular: true },
    ),
    forbid(
      'door',
      "Another room is imported through its index.ts: what is not there is that room's own business.",
      // The benchmark of the inbox times single statements, which no door hands out.
      { path: '^src/([^/]+)/', pathNot: [PAGE, GENERATED, '^src/client/', '^src/bench/inbox\\.ts$'] },
      { path: '^src/[^/]+/', pathNot: ['^src/$1/', DOOR, GENERATED] },
    ),
    forbid(
      'door-from-the-client',
      'The client too imports rooms through their index.ts, and the payload kinds through theirs.',
      { path: '^src/client/' },
      { path: '^src/[^/]+/', pathNot: ['^src/client/', DOOR, KINDS_DOOR, GENERATED] },
    ),
    forbid(
      'door-from-the-top',
      'Rooms are imported through their index.ts, from the top too.',
      { path: '^src/[^/]+\\.ts$' },
      { path: '^src/[^/]+/', pathNot: [DOOR, GENERATED, '^src/(cli|wiring)/'] },
    ),
    forbid(
      'stores-apart',
      'The stores do not know each other: what joins two of them is a room of its own after them.',
      { path: `^src/(${STORES.join('|')})/` },
      { path: room(...STORES), pathNot: '^src/$1/' },
    ),
    forbid(
      'ingress-without-inbox',
      'What Slack sends comes in by delivery.arrive alone: ingress knows no inbox.',
      { path: room('ingress') },
      { path: room('inbox') },
    ),
    forbid(
      'gen-is-low',
      'Generated code may import wire alone.',
      { path: GENERATED },
      { path: '^src/', pathNot: [GENERATED, '^src/wire/index\\.ts$'] },
    ),
    forbid(
      'protobuf-in-grpc',
      'Of the rooms, grpc alone speaks protobuf: the others have types of their own, so that another carrier can take their place.',
      { path: '^src/', pathNot: ['^src/(grpc|ops|wiring|cli|client|codegen|bench|chaos|gen)/'] },
      { path: '^src/gen/(havoc|slack)/' },
    ),
    forbid(
      'wire-is-pure',
      'wire is shared with the client: it may import base and protobuf alone.',
      { path: room('wire') },
      { path: '.', pathNot: ['^src/(base|wire)/', 'node_modules/@bufbuild/protobuf/'] },
    ),
    forbid(
      'kinds-are-pure',
      'The payload kinds are shared with the client: they may import base alone.',
      { path: KINDS },
      { path: '.', pathNot: [KINDS, '^src/base/'] },
    ),
    forbid(
      'client-is-light',
      'The client ships to apps: of src it may import base, wire, the payload kinds and generated code, of npm grpc-js and protobuf.',
      { path: '^src/client/' },
      {
        path: '.',
        pathNot: [
          '^src/(client|base|wire|gen)/',
          KINDS,
          'node_modules/(@grpc/grpc-js|@bufbuild/protobuf)/',
          '^[a-z_/]+$',
        ],
      },
    ),
    forbid(
      'codegen-apart',
      'The generator makes src/gen, so it can import nothing of src.',
      { path: '^src/codegen/' },
      { path: '^src/', pathNot: '^src/codegen/' },
    ),
    forbid(
      'programs-apart',
      'A program beside the server is imported by nothing but itself.',
      { path: '^src/([^/]+)' },
      { path: PROGRAMS, pathNot: '^src/$1/' },
    ),
    forbid(
      'local-slack-apart',
      "The local Slack stands in for Slack: of havoc it may know only base, Slack's language, the rules of Block Kit, and the scopes of methods.",
      { path: room('local-slack') },
      {
        path: '^src/',
        pathNot: ['^src/(base|slack|block-kit)/', '^src/local-slack/', '^src/gen/method-scopes\\.ts$'],
      },
    ),
    forbid(
      'block-kit-is-pure',
      'The rules of Block Kit are shared with the page, which runs in a browser: they import nothing.',
      { path: room('block-kit') },
      { path: '.', pathNot: '^src/block-kit/' },
    ),
    forbid(
      'page-apart',
      'The page runs in a browser: of src it may know only the rules of Block Kit and the types of local-slack/protocol.ts.',
      { path: PAGE },
      { path: '^src/', pathNot: [PAGE, '^src/local-slack/protocol\\.ts$', '^src/block-kit/index\\.ts$'] },
    ),
    forbid(
      'page-types-only',
      'The page takes types alone from local-slack/protocol.ts.',
      { path: PAGE },
      { path: '^src/local-slack/protocol\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-dev-packages',
      'What runs in production is not a devDependency.',
      { path: '^src/', pathNot: [PAGE, PROGRAMS, '^src/codegen/'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid('not-found', 'This import leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    // Type-only imports count as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '/dist/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
