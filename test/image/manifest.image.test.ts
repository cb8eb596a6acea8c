import { createPod, type Pod } from './pod.js';

let pod: Pod;
beforeAll(async () => {
  pod = await createPod();
});
afterEach(() => pod.clear());
afterAll(() => pod.close());

test('havoc manifest asks the app that runs beside it', async () => {
  const container = await pod.start({ args: ['manifest', '--socket-mode', '--name', 'Poll'] });
  await container.line(/Start your app with HAVOC_ADDRESS=unix:/);
  await pod.startApp('examples/poll/dist/main.js');
  expect(await container.exited).toMatchObject({ code: 0 });
  expect(container.output()).toMatch(/^display_information:\n {2}name: Poll\n/m);
  expect(container.output()).toContain('command: /poll');
});

test('the production image refuses to start an app, and says which image can', async () => {
  expect(await pod.run({ args: ['manifest', '--socket-mode', '--', 'node', 'app.js'] })).toEqual({
    code: 1,
    output: expect.stringContaining('docker build --target dev'),
  });
});
