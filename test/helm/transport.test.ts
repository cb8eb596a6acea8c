import { containerOf, LEAST, podOf, render } from './chart.js';

const NATIVE = render();

test('the app reaches havoc through a socket in memory that only they mount, with a common group', () => {
  const { volumes, securityContext } = podOf(NATIVE);
  expect(volumes).toEqual([{ name: 'havoc-socket', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }]);
  expect(securityContext.fsGroup).toBe(1000);
  for (const container of [containerOf(NATIVE, 'havoc'), containerOf(NATIVE, 'app')]) {
    expect(container.volumeMounts).toEqual([{ name: 'havoc-socket', mountPath: '/run/havoc' }]);
    expect(container.env).toContainEqual({ name: 'HAVOC_ADDRESS', value: 'unix:/run/havoc/havoc.sock' });
  }
  expect(containerOf(NATIVE, 'migrate').volumeMounts).toBeUndefined();
});

test('the app can reach havoc through a loopback port instead, without a mount', () => {
  const rendered = render({ ...LEAST, havoc: { transport: 'tcp', ports: { grpc: 7000 } } });
  expect(podOf(rendered).volumes).toBeUndefined();
  for (const container of [containerOf(rendered, 'havoc'), containerOf(rendered, 'app')]) {
    expect(container.volumeMounts).toBeUndefined();
    expect(container.env).toContainEqual({ name: 'HAVOC_ADDRESS', value: '127.0.0.1:7000' });
  }
});
