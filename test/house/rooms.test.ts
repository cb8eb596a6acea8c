import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** Checks a folder's `src` with the project's import rules, as `npm run check` does. Returns the violations. */
function findViolations(folder: string): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(REPOSITORY, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', join(REPOSITORY, '.dependency-cruiser.cjs'), '--output-type', 'json', 'src'],
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to.replace(/.*node_modules\//, '')}`,
  );
}

const ALLOWED: [what: string, path: string, source: string][] = [
  ['an earlier room, through its door', 'src/delivery/case1.ts', "import { v } from '../inbox/index.js'; v;"],
  ['a file of the same room', 'src/delivery/case2.ts', "import { v } from './inner.js'; v;"],
  ['a package', 'src/db/case3.ts', "import pg from 'pg'; pg;"],
  ['wire, from generated code', 'src/gen/case4.ts', "import { v } from '../wire/index.js'; v;"],
  [
    'base, wire and gRPC, from the client',
    'src/client/case5.ts',
    "import '../base/index.js'; import '../wire/index.js'; import '@grpc/grpc-js'; import 'node:os';",
  ],
  ['the payload kinds, from the client', 'src/client/case24.ts', "import '../slack/kinds/index.js';"],
  ['base, from the payload kinds', 'src/slack/kinds/case25.ts', "import '../../base/index.js';"],
  [
    'types of the protocol, from the page',
    'src/local-slack-page/case6.ts',
    "import type { T } from '../local-slack/protocol.js'; export type U = T;",
  ],
  [
    'the rules of Block Kit, from the page',
    'src/local-slack-page/case26.ts',
    "import { v } from '../block-kit/index.js'; v;",
  ],
  [
    'a development package and a room, from a program',
    'src/chaos/case24.ts',
    "import { chromium } from 'playwright-core'; import { v } from '../delivery/index.js'; chromium; v;",
  ],
  ['doors, from the top', 'src/main.ts', "import { v } from './delivery/index.js'; v;"],
];

const REFUSED: [rule: string, what: string, path: string, source: string, to: string][] = [
  [
    'order-db',
    'a later room',
    'src/db/case7.ts',
    "import { v } from '../inbox/index.js'; v;",
    'src/inbox/index.ts',
  ],
  [
    'order-db',
    'a type of a later room',
    'src/db/case8.ts',
    "import type { T } from '../inbox/index.js'; export type U = T;",
    'src/inbox/index.ts',
  ],
  [
    'order-base',
    'the client',
    'src/base/case9.ts',
    "import { v } from '../client/index.js'; v;",
    'src/client/index.ts',
  ],
  ['order-delivery', 'the top', 'src/delivery/case10.ts', "import '../main.js';", 'src/main.ts'],
  [
    'door',
    'a file behind a door',
    'src/delivery/case11.ts',
    "import { v } from '../inbox/inner.js'; v;",
    'src/inbox/inner.ts',
  ],
  [
    'door',
    'a file behind a door, from the command',
    'src/cli/case12.ts',
    "import { v } from '../inbox/inner.js'; v;",
    'src/inbox/inner.ts',
  ],
  [
    'door-from-the-top',
    'a file behind a door, from the top',
    'src/config.ts',
    "import { v } from './inbox/inner.js'; v;",
    'src/inbox/inner.ts',
  ],
  [
    'stores-apart',
    'another store',
    'src/inbox/case13.ts',
    "import { v } from '../entities/index.js'; v;",
    'src/entities/index.ts',
  ],
  [
    'ingress-without-inbox',
    'the inbox, from ingress',
    'src/ingress/case31.ts',
    "import { v } from '../inbox/index.js'; v;",
    'src/inbox/index.ts',
  ],
  [
    'gen-is-low',
    'a room, from generated code',
    'src/gen/case14.ts',
    "import { v } from '../base/index.js'; v;",
    'src/base/index.ts',
  ],
  [
    'wire-is-pure',
    'a package, from wire',
    'src/wire/case15.ts',
    "import pg from 'pg'; pg;",
    'pg/esm/index.mjs',
  ],
  [
    'client-is-light',
    'a store, from the client',
    'src/client/case16.ts',
    "import { v } from '../inbox/index.js'; v;",
    'src/inbox/index.ts',
  ],
  [
    'client-is-light',
    'a heavy package, from the client',
    'src/client/case17.ts',
    "import pg from 'pg'; pg;",
    'pg/esm/index.mjs',
  ],
  [
    'client-is-light',
    'the rest of slack, from the client',
    'src/client/case26.ts',
    "import { v } from '../slack/index.js'; v;",
    'src/slack/index.ts',
  ],
  [
    'door-from-the-client',
    'a file behind the door of the payload kinds, from the client',
    'src/client/case27.ts',
    "import { v } from '../slack/kinds/inner.js'; v;",
    'src/slack/kinds/inner.ts',
  ],
  [
    'door',
    'the door of the payload kinds, from another room',
    'src/db/case28.ts',
    "import { v } from '../slack/kinds/index.js'; v;",
    'src/slack/kinds/index.ts',
  ],
  [
    'kinds-are-pure',
    'the rest of slack, from the payload kinds',
    'src/slack/kinds/case29.ts',
    "import { v } from '../inner.js'; v;",
    'src/slack/inner.ts',
  ],
  [
    'kinds-are-pure',
    'a built-in module, from the payload kinds',
    'src/slack/kinds/case30.ts',
    "import 'node:os';",
    'os',
  ],
  [
    'codegen-apart',
    'a room, from the generator',
    'src/codegen/case18.ts',
    "import { v } from '../base/index.js'; v;",
    'src/base/index.ts',
  ],
  [
    'local-slack-apart',
    'a store, from the local Slack',
    'src/local-slack/case19.ts',
    "import { v } from '../inbox/index.js'; v;",
    'src/inbox/index.ts',
  ],
  [
    'block-kit-is-pure',
    'base, from the rules of Block Kit',
    'src/block-kit/case27.ts',
    "import { v } from '../base/index.js'; v;",
    'src/base/index.ts',
  ],
  [
    'page-apart',
    'a room, from the page',
    'src/local-slack-page/case20.ts',
    "import { v } from '../base/index.js'; v;",
    'src/base/index.ts',
  ],
  [
    'page-types-only',
    'code of the protocol, from the page',
    'src/local-slack-page/case21.ts',
    "import { v } from '../local-slack/protocol.js'; v;",
    'src/local-slack/protocol.ts',
  ],
  [
    'page-apart',
    'another file of the local Slack, from the page',
    'src/local-slack-page/case32.ts',
    "import type { T } from '../local-slack/inner.js'; export type U = T;",
    'src/local-slack/inner.ts',
  ],
  [
    'page-apart',
    'a file behind the door of Block Kit, from the page',
    'src/local-slack-page/case33.ts',
    "import { v } from '../block-kit/inner.js'; v;",
    'src/block-kit/inner.ts',
  ],
  [
    'order-local-slack',
    'the page, from the local Slack',
    'src/local-slack/case34.ts',
    "import { v } from '../local-slack-page/inner.js'; v;",
    'src/local-slack-page/inner.ts',
  ],
  [
    'no-dev-packages',
    'a development package',
    'src/db/case22.ts',
    "import { chromium } from 'playwright-core'; chromium;",
    'playwright-core/index.d.ts',
  ],
  [
    'programs-apart',
    'a program, from the top',
    'src/wiring/case25.ts',
    "import { v } from '../bench/index.js'; v;",
    'src/bench/index.ts',
  ],
  [
    'programs-apart',
    'a program, from another program',
    'src/chaos/case26.ts',
    "import { v } from '../bench/index.js'; v;",
    'src/bench/index.ts',
  ],
  [
    'order-db',
    'a program, from a room',
    'src/db/case27.ts',
    "import { v } from '../bench/index.js'; v;",
    'src/bench/index.ts',
  ],
  [
    'door',
    'a file behind a door, from a program',
    'src/chaos/case28.ts',
    "import { v } from '../inbox/inner.js'; v;",
    'src/inbox/inner.ts',
  ],
  ['not-found', 'a missing file', 'src/db/case23.ts', "import './missing.js';", './missing.js'],
];

describe('rules for imports', () => {
  let violations: string[];

  // Each case is a file of its own in one tree, so one run of the rules is enough for all of them.
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'havoc-rooms-'));
    const plant = (path: string, source: string) => {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    };
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    plant('package.json', '{ "dependencies": { "pg": "*" }, "devDependencies": { "playwright-core": "*" } }');
    plant('tsconfig.json', '{ "compilerOptions": { "module": "nodenext", "target": "es2023" } }');
    for (const room of [
      'block-kit',
      'base',
      'wire',
      'slack',
      'slack/kinds',
      'block-kit',
      'db',
      'entities',
      'inbox',
      'delivery',
      'local-slack',
      'local-slack-page',
      'client',
      'bench',
    ]) {
      plant(`src/${room}/index.ts`, 'export type T = 1; export const v = 1;');
      plant(`src/${room}/inner.ts`, 'export type T = 1; export const v = 1;');
    }
    plant('src/local-slack/protocol.ts', 'export type T = 1; export const v = 1;');
    plant('src/db/a.ts', "import type { B } from './b.js'; export type A = B;");
    plant('src/db/b.ts', "import type { A } from './a.js'; export type B = A;");
    for (const [, path, source] of ALLOWED) plant(path, source);
    for (const [, , path, source] of REFUSED) plant(path, source);
    violations = findViolations(folder);
    rmSync(folder, { recursive: true });
  });

  const violationsOf = (path: string) => violations.filter((violation) => violation.includes(` ${path} → `));

  test.each(ALLOWED)('allow %s', (_, path) => {
    expect(violationsOf(path)).toEqual([]);
  });

  test.each(REFUSED)('%s refuses %s', (...refused) => {
    const [rule, , path, , to] = refused;
    expect(violationsOf(path)).toContain(`${rule}: ${path} → ${to}`);
  });

  test('circle refuses an import cycle, even one of types only', () => {
    expect(violations).toContainEqual(
      expect.stringMatching(/^circle: src\/db\/[ab]\.ts → src\/db\/[ab]\.ts$/),
    );
  });
});
