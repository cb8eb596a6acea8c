import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecordedLog } from '../client/recorded-log.js';
import { type Certificate, createCertificate } from '../support/certificate.js';
import { run } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

const TOKEN = 'a-token-of-sixteen';

let folder: string;
let stack: Stack;
let certificate: Certificate;
/** An address that counts as another machine's, but leads to this machine. */
let farAddress: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-tls-'));
  certificate = createCertificate(['127.0.0.1', '0.0.0.0']);
  await writeFile(join(folder, 'cert.pem'), certificate.cert);
  await writeFile(join(folder, 'key.pem'), certificate.key);
  stack = await startStack({
    environment: {
      HAVOC_ADDRESS: '127.0.0.1:0',
      HAVOC_GRPC_TLS_CERT: join(folder, 'cert.pem'),
      HAVOC_GRPC_TLS_KEY: join(folder, 'key.pem'),
      HAVOC_GRPC_TOKEN: TOKEN,
    },
  });
  farAddress = stack.sidecar().grpcAddress.replace('127.0.0.1', '0.0.0.0');
});

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

test('an app with the CA and the token handles what Slack sends, and calls Slack', async () => {
  const havoc = stack.createApp({ address: farAddress, token: TOKEN, ca: certificate.cert });
  havoc.event('app_mention', async ({ say }) => void (await say('Hello over TLS')));
  await havoc.start();
  await stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> hi`);
  expect(await stack.local.waitForMessage({ text: 'Hello over TLS' })).toMatchObject({
    bot_id: stack.local.botId,
  });
});

test('with a CA, the client uses TLS on this machine too', async () => {
  const havoc = stack.createApp({ token: TOKEN, ca: Buffer.from(certificate.cert) });
  expect(await havoc.slack.auth.test({})).toMatchObject({ ok: true });
});

test.each([
  ['without the CA', { token: TOKEN }, 'HAVOC_GRPC_CA'],
  ['with another CA', { token: TOKEN, ca: createCertificate([]).cert }, 'HAVOC_GRPC_CA'],
  ['without the token', {}, 'HAVOC_GRPC_TOKEN'],
  ['with another token', { token: 'another-token-of-16' }, 'HAVOC_GRPC_TOKEN'],
])('an app %s is told what to do', async (_, given, advice) => {
  const log = createRecordedLog();
  const ca = 'token' in given && given.token === TOKEN ? {} : { ca: certificate.cert };
  const havoc = stack.createApp({ address: farAddress, log, ...ca, ...given });
  const started = havoc.start();
  await until(() => log.messages('warn').length > 0);
  expect(log.messages('warn')).toEqual([expect.stringContaining(advice)]);
  expect(log.messages('warn').join()).not.toContain(TOKEN);
  await havoc.stop();
  await started;
});

test('an app without TLS on this machine is told what to do', async () => {
  const log = createRecordedLog();
  const havoc = stack.createApp({ token: TOKEN, log });
  const started = havoc.start();
  await until(() => log.messages('warn').length > 0);
  expect(log.messages('warn')).toEqual([expect.stringContaining('HAVOC_GRPC_CA')]);
  await havoc.stop();
  await started;
});

test('the command reads the token and the CA from the environment', async () => {
  const environment = { HAVOC_ADDRESS: farAddress, HAVOC_GRPC_TOKEN: TOKEN };
  const ca = { HAVOC_GRPC_CA: join(folder, 'cert.pem') };
  const call = run('dist/cli/bin.js', ['call', 'auth.test'], { ...environment, ...ca });
  expect((await call.exited).code).toBe(0);
  expect(call.output()).toContain('"ok": true');

  const distrusting = run('dist/cli/bin.js', ['call', 'auth.test'], environment);
  expect((await distrusting.exited).code).toBe(1);
  expect(distrusting.output()).toContain('--ca');

  const missing = run('dist/cli/bin.js', ['call', 'auth.test', '--ca', `${folder}/none.pem`], environment);
  expect((await missing.exited).code).toBe(1);
  expect(missing.output()).toContain(`${folder}/none.pem cannot be read`);
});
