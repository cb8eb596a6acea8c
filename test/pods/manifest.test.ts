import { podSpec } from './manifest.js';

test.each([
  ['a field', { containers: [], hostNetwork: true }, 'hostNetwork'],
  ['a volume', { containers: [], volumes: [{ name: 'v', hostPath: {} }] }, 'hostPath'],
  ['a probe', { containers: [{ name: 'a', image: 'i', livenessProbe: { exec: {} } }] }, 'exec'],
])('what cannot be run here is refused by its name: %s', (_, spec, name) => {
  expect(() => podSpec.parse(spec)).toThrow(name);
});
