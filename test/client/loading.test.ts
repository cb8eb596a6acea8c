import { execFileSync } from 'node:child_process';

/** Writes down what is loaded, in a Node of its own. */
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

/** The generated modules with methods or their shapes. */
function generatedIn(loaded: string): string[] {
  return [...loaded.matchAll(/src\/gen\/havoc\/slack\/(\w+\/v1\/(?:methods|shapes))\.ts$/gm)].map(
    ([, name = '']) => name,
  );
}

test('a family is loaded when it is first called, and no other with it', () => {
  const loaded = execFileSync(
    process.execPath,
    ['--import', './test/support/typescript.js', '--input-type=module', '--eval', PROGRAM],
    { encoding: 'utf8' },
  );
  const [atFirst = '', ...byCall] = loaded.split('then\n').map(generatedIn);

  // What deliveries and growing messages hold.
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
