import { containerOf, LEAST, podOf, render } from './chart.js';

const NATIVE = render();
const CLASSIC = render({ ...LEAST, havoc: { sidecar: 'classic' } });

test.each(['migrate', 'havoc'])('%s is no root, writes nowhere and can gain nothing', (name) => {
  const hardened = {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  expect(containerOf(NATIVE, name).securityContext).toEqual(hardened);
  expect(containerOf(CLASSIC, name).securityContext).toEqual(hardened);
});

test('pods have an account of their own, and no token of it', () => {
  expect(podOf(NATIVE)).toMatchObject({ serviceAccountName: 'poll', automountServiceAccountToken: false });
});
