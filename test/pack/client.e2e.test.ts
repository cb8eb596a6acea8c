import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { startFakeSidecar } from '../client/fake-sidecar.js';
import { run, type TestProcess } from '../support/process.js';
import { REPOSITORY } from '../support/repository.js';
import { findSnippet } from '../support/snippets.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';
import { createEmptyProject, type EmptyProject } from './empty-project.js';

const README = join(REPOSITORY, 'README.md');
const CLIENT_README = join(REPOSITORY, 'src/client/README.md');
/** Code that compiles only with real types. If the package had no types, everything would be `any`. */
const TYPED =
  "\n// @ts-expect-error: no event has this name\nhavoc.event('app_mention', ({ event }) => event.nonsense);\n";

let project: EmptyProject;
let stack: Stack;
beforeAll(async () => {
  project = await createEmptyProject();
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  await project.remove();
});

const apps: TestProcess[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.end('SIGKILL');
});

/** Writes a program into the project and runs it. */
async function start(
  name: string,
  text: string,
  address = stack.sidecar().grpcAddress,
): Promise<TestProcess> {
  const app = run(await project.write(name, text), [], { HAVOC_ADDRESS: address });
  apps.push(app);
  return app;
}

test('the package has all metadata and files, and only the dependencies that it needs', async () => {
  const { name, dependencies, ...rest } = JSON.parse(
    await readFile(join(project.clientFolder, 'package.json'), 'utf8'),
  );
  expect(Object.keys(dependencies)).toEqual(['@bufbuild/protobuf', '@grpc/grpc-js']);
  expect(rest).toMatchObject({
    license: 'Apache-2.0',
    engines: { node: '>=20.19' },
    publishConfig: { access: 'public', provenance: true },
  });
  expect(rest.keywords.length).toBeGreaterThan(3);
  const license = join(REPOSITORY, 'LICENSE');
  expect(await readFile(join(project.clientFolder, 'LICENSE'), 'utf8')).toBe(await readFile(license, 'utf8'));
  expect(await readFile(join(project.clientFolder, 'README.md'), 'utf8')).toContain(`# ${name}`);
  const { messages, pkg } = await publint({ pkgDir: project.clientFolder, pack: false, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test.each([
  ['nodenext', { module: 'nodenext' }, ['app.ts', 'app.cts']],
  ['bundler', { module: 'esnext', moduleResolution: 'bundler' }, ['app.ts']],
])('its types work with %s', async (_, options, files) => {
  await project.write('app.ts', findSnippet(README, 'ts', "havoc.command('/hello'") + TYPED);
  const required = "import { Havoc } from '@havoc/client';\nconst havoc = new Havoc();";
  await project.write('app.cts', required + TYPED);
  expect(await project.compile(files, options)).toBe('');
});

test('the first app of the README runs with the package', async () => {
  const { local } = stack;
  const app = await start('hello.mjs', findSnippet(README, 'ts', "havoc.command('/hello'"));
  await app.line(/Connected to the havoc sidecar/);

  // A busy machine may need longer than havoc waits to learn who Ana is, so she is known before she asks.
  await local.as('ana').post('#general', `<@${local.botUserId}> I am new here`);
  await until(async () => (await stack.tables()).includes('Ana Ferreira'));
  const asked = await local.as('ana').post('#general', `<@${local.botUserId}> hi`);
  const answer = await local.waitForMessage({ thread_ts: asked.ts, text: /^Hello Ana .+!$/ });
  expect(answer.bot_id).toBe(local.botId);
  await local.as('ana').command('/hello', 'world', '#general');
  await local.waitForMessage({ text: 'You wrote: world' });
});

test('a CommonJS program can require it', async () => {
  const program =
    "const { Havoc } = require('@havoc/client');\nnew Havoc().start().then(() => process.exit());";
  const app = await start('required.cjs', program);
  expect((await app.exited).code).toBe(0);
  expect(app.lines()).toEqual([expect.stringMatching(/^havoc info: Connected to the havoc sidecar/)]);
});

test('the probe in its README reports a missing sidecar, before the sidecar’s start and during a restart', async () => {
  const probe = join(project.folder, 'probe.sock');
  const address = `unix:${project.folder}/havoc.sock`;
  const text = findSnippet(CLIENT_README, 'ts', 'createServer').replace('8080', JSON.stringify(probe));
  const app = await start('probed.mjs', text, address);
  const answers = (status: number) => until(async () => (await askProbe(probe)) === status);

  await answers(503);
  const first = await startFakeSidecar({ address });
  await answers(200);
  await first.stop();
  await answers(503);
  const second = await startFakeSidecar({ address });
  await answers(200);
  expect(await app.end('SIGTERM')).toBe(0);
  await second.stop();
});

/** The status that the probe answers; undefined while nothing listens on the socket. */
function askProbe(socketPath: string): Promise<number | undefined> {
  return new Promise((resolveStatus) => {
    const asking = request({ socketPath, agent: false }, (response) => {
      response.resume();
      resolveStatus(response.statusCode);
    });
    asking.on('error', () => resolveStatus(undefined)).end();
  });
}
