import type { PeerCertificate } from 'node:tls';
import { verifyPeer } from '../../src/base/index.js';

const forAddress = (address: string) => ({ subjectaltname: `IP Address:${address}` }) as PeerCertificate;

test.each([
  ['10.0.0.1:7433', '10.0.0.1', '10.0.0.2'],
  ['[fd00::1]:7433', 'fd00::1', 'fd00::2'],
])('at %s, accepts a certificate for %s and refuses one for %s', (target, right, wrong) => {
  const { verifyOptions, options } = verifyPeer(target);
  expect(options).toEqual({ 'grpc.ssl_target_name_override': 'havoc' });
  expect(verifyOptions.checkServerIdentity?.('havoc', forAddress(right))).toBeUndefined();
  expect(verifyOptions.checkServerIdentity?.('havoc', forAddress(wrong))).toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test.each(['sidecar.example:7433', 'localhost:7433', 'unix:/run/havoc.sock'])(
  'leaves %s to gRPC',
  (target) => {
    expect(verifyPeer(target)).toEqual({ verifyOptions: {}, options: {} });
  },
);
