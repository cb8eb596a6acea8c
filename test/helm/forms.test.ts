import { containerOf, LEAST, podOf, render } from './chart.js';

const NATIVE = render();
const CLASSIC = render({ ...LEAST, havoc: { sidecar: 'classic' } });

describe('with a native sidecar', () => {
  test('the migration runs first, then havoc starts as a sidecar, then the app starts', () => {
    const { initContainers = [], containers } = podOf(NATIVE);
    expect(initContainers.map(({ name, args, restartPolicy }) => ({ name, args, restartPolicy }))).toEqual([
      { name: 'migrate', args: ['migrate'], restartPolicy: undefined },
      { name: 'havoc', args: ['serve'], restartPolicy: 'Always' },
    ]);
    expect(containers.map(({ name, image }) => ({ name, image }))).toEqual([
      { name: 'app', image: LEAST.app.image },
    ]);
  });

  test.each([
    ['1.29', { exec: { command: ['node', '--eval', 'setTimeout(() => {}, 7000)'] } }],
    ['1.30', { sleep: { seconds: 7 } }],
  ])(
    'havoc keeps accepting requests for a while, with a preStop that Kubernetes %s supports',
    (kubernetes, preStop) => {
      const rendered = render({ ...LEAST, havoc: { preStopSeconds: 7 } }, { kubernetes });
      expect(containerOf(rendered, 'havoc').lifecycle).toEqual({ preStop });
    },
  );
});

describe('with a classic sidecar', () => {
  test('the migration runs first, then app and havoc start together', () => {
    const { initContainers, containers } = podOf(CLASSIC);
    expect(initContainers?.map(({ name }) => name)).toEqual(['migrate']);
    expect(containers.map(({ name, restartPolicy }) => ({ name, restartPolicy }))).toEqual([
      { name: 'app', restartPolicy: undefined },
      { name: 'havoc', restartPolicy: undefined },
    ]);
  });

  test('havoc waits for the app as long as the app may take to stop', () => {
    const rendered = render({ app: { ...LEAST.app, stopSeconds: 90 }, havoc: { sidecar: 'classic' } });
    const { exec } = containerOf(rendered, 'havoc').lifecycle?.preStop ?? {};
    expect(exec?.command.slice(0, 2)).toEqual(['node', '--eval']);
    expect(exec?.command.slice(3)).toEqual(['http://localhost:9090/readyz', '5', '90']);
  });
});

test('the migration can be turned off, and then nothing runs before the app', () => {
  const havoc = { migrate: false };
  expect(podOf(render({ ...LEAST, havoc })).initContainers?.map(({ name }) => name)).toEqual(['havoc']);
  expect(podOf(render({ ...LEAST, havoc: { ...havoc, sidecar: 'classic' } })).initContainers).toBeUndefined();
});

test.each([
  ['native', ['migrate', 'havoc', 'seed'], ['app', 'proxy']],
  ['classic', ['migrate', 'seed'], ['app', 'havoc', 'proxy']],
])('in the %s form, additional containers come last', (sidecar, before, beside) => {
  const own = (name: string) => [{ name, image: 'x' }];
  const more = { initContainers: own('seed'), containers: own('proxy') };
  const { initContainers = [], containers } = podOf(render({ ...LEAST, havoc: { sidecar }, ...more }));
  expect(initContainers.map(({ name }) => name)).toEqual(before);
  expect(containers.map(({ name }) => name)).toEqual(beside);
});
