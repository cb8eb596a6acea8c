import { execFileSync } from 'node:child_process';

/** A loader hook that writes down each module that is loaded. It runs in its own Node.js process. */
const RECORD = `
  import { writeSync } from 'node:fs';
  export async function load(url, context, next) {
    writeSync(1, url + '\\n');
    return next(url, context);
  }`;
const PROGRAM = `
  import { register } from 'node:module';
  import { writeSync } from 'node:fs';
  register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(RECORD)}`)});
  const { createSlack } = await import('./src/client/slack.ts');
  await import('./src/client/index.ts');
  const slack = createSlack({ unary: async () => ({ ok: true }) });
  for (const call of [() => slack.pins.add({}), () => slack.admin.users.list({}), () => slack.pins.list({})]) {
    writeSync(1, 'then\\n');
    await call();
  }`;

/** The names of the loaded modules with generated methods or shapes. */
function generatedIn(loaded: string): string[] {
  return [...loaded.matchAll(/src\/gen\/havoc\/slack\/(\w+\/v1\/(?:methods|shapes))\.ts$/gm)].map(
    ([, name = '']) => name,
  );
}

test('a family is loaded at its first call, and only that family', () => {
  const loaded = execFileSync(
    process.execPath,
    ['--import', './test/support/typescript.js', '--input-type=module', '--eval', PROGRAM],
    { encoding: 'utf8' },
  );
  const [atFirst = '', ...byCall] = loaded.split('then\n').map(generatedIn);

  // The shapes that deliveries and growing messages contain.
  expect([...atFirst].sort()).toEqual([
    'chat/v1/shapes',
    'events/v1/shapes',
    'interactions/v1/shapes',
    'types/v1/shapes',
  ]);
  expect(byCall).toEqual([
    ['pins/v1/methods', 'pins/v1/shapes'],
    ['admin/v1/methods', 'admin/v1/shapes'],
    [],
  ]);
});
