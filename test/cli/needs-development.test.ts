import { needsDevelopment } from '../../src/cli/needs-development.js';

test('loads an installed module', async () => {
  expect(await needsDevelopment(async () => 'loaded')).toBe('loaded');
});

test('names what is missing, and where to get it', async () => {
  const missing = Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });
  const loading = needsDevelopment(() => Promise.reject(missing));
  await expect(loading).rejects.toMatchObject({ code: 'cli.no_development', cause: missing });
  await expect(loading).rejects.toThrow('docker build --target dev');
});

test('passes on other errors of loading', async () => {
  const broken = new SyntaxError('Unexpected token');
  await expect(needsDevelopment(() => Promise.reject(broken))).rejects.toBe(broken);
});
