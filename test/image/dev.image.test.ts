import { type Container, images, startContainer } from './container.js';

let container: Container;

beforeAll(async () => {
  // PostgreSQL keeps its shared memory in /dev/shm, which every container engine provides.
  const memory = { destination: '/dev/shm', source: '/dev/shm', writable: true };
  container = await startContainer({ image: images.development, mounts: [memory], writable: true });
  await container.line(/havoc is up after/);
});

afterAll(() => container.remove());

test('it starts a local Slack with its page, a PostgreSQL and havoc, as a user that is not root', async () => {
  expect((await container.status()).get('Uid')).toBe('1000\t1000\t1000\t1000');
  const page = await fetch('http://127.0.0.1:7400');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id=');
  expect(container.output()).toMatch(/PostgreSQL is ready/);
});

test('its health check reports that it is ready', async () => {
  const [, ...check] = images.development.config.Healthcheck.Test;
  const asked = container.exec(check);
  expect((await asked.exited).code).toBe(0);
  expect(asked.output()).toContain('The sidecar is ready.');
});

test('it exits with 0 at SIGTERM', async () => {
  expect(await container.end('SIGTERM')).toBe(0);
});
