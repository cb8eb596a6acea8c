import { podSpec } from './manifest.js';

test.each([
  ['a field', { containers: [], hostNetwork: true }, 'hostNetwork'],
  ['a volume', { containers: [], volumes: [{ name: 'v', hostPath: {} }] }, 'hostPath'],
  ['a probe', { containers: [{ name: 'a', image: 'i', livenessProbe: { exec: {} } }] }, 'exec'],
])(
  'a manifest with %s that cannot be run here is refused, and the error names the field',
  (_, spec, name) => {
    expect(() => podSpec.parse(spec)).toThrow(name);
  },
);
