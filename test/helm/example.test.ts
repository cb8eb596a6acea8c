import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import { CHART, containerOf, HELMS, podOf, render, renderAll, runHelm } from './chart.js';
import { findMistakes } from './kubernetes.js';

describe.each(HELMS)('with helm from $name', (helm) => {
  let folder: string;
  let chart: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'havoc-chart-'));
    chart = join(folder, 'examples/chart');
    cpSync(resolve(REPOSITORY, 'examples/chart'), chart, { recursive: true });
    cpSync(CHART, join(folder, 'helm/havoc'), { recursive: true });
    const { status, stderr } = runHelm(['dependency', 'update', '--skip-refresh', chart], undefined, helm);
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('another chart can add havoc to its pods, without the other objects of this chart', async () => {
    const objects = renderAll({}, { helm, chart });
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
      'Deployment poll',
      'Service poll',
    ]);
    expect(await findMistakes(new Map([['the example', objects]]))).toEqual([]);
  });

  test.each([
    ['native', ['migrate', 'havoc'], ['app']],
    ['classic', ['migrate'], ['app', 'havoc']],
  ])('another chart can add havoc in the %s form', async (sidecar, before, beside) => {
    const values = { havoc: { havoc: { sidecar } } };
    const rendered = render(values, { helm, chart });
    const { initContainers, containers } = podOf(rendered);
    expect(initContainers?.map(({ name }) => name)).toEqual(before);
    expect(containers.map(({ name }) => name)).toEqual(beside);
    expect(containerOf(rendered, 'app')).toMatchObject({
      env: [{ name: 'HAVOC_ADDRESS', value: 'unix:/run/havoc/havoc.sock' }],
      volumeMounts: [{ name: 'havoc-socket', mountPath: '/run/havoc' }],
    });
    expect(await findMistakes(new Map([[sidecar, renderAll(values, { helm, chart })]]))).toEqual([]);
  });

  test('wrong values in havoc’s part are refused', () => {
    const wrong = { havoc: { havoc: { sidecars: 'native' } } };
    expect(() => renderAll(wrong, { helm, chart })).toThrow(/dditional propert.*sidecars/);
    expect(() => renderAll({}, { helm, chart, kubernetes: '1.28' })).toThrow('Set havoc.sidecar=classic');
  });
});
