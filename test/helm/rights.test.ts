import { containerOf, LEAST, podOf, render } from './chart.js';

const NATIVE = render();
const CLASSIC = render({ ...LEAST, havoc: { sidecar: 'classic' } });

test.each(['migrate', 'havoc'])(
  '%s does not run as root, cannot write files and cannot gain privileges',
  (name) => {
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
  },
);

test('pods have their own service account, without its token', () => {
  expect(podOf(NATIVE)).toMatchObject({ serviceAccountName: 'poll', automountServiceAccountToken: false });
});
