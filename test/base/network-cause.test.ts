import { networkCauseOf } from '../../src/base/index.js';

const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });

test.each([
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND slack.com', /^getaddrinfo ENOTFOUND slack\.com; .*DNS/],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN slack.com', /^getaddrinfo EAI_AGAIN slack\.com; .*DNS/],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', /^connect ECONNREFUSED 127\.0\.0\.1:1; .*HTTPS_PROXY/],
  [
    'UND_ERR_CONNECT_TIMEOUT',
    'Connect Timeout Error',
    /^Connect Timeout Error \(UND_ERR_CONNECT_TIMEOUT\); /,
  ],
  [
    'CERT_HAS_EXPIRED',
    'certificate has expired',
    /^certificate has expired \(CERT_HAS_EXPIRED\); .*NODE_EXTRA/,
  ],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', /\(DEPTH_ZERO_SELF_SIGNED_CERT\); .*NODE_EXTRA/],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'Host: x. is not cert’s',
    /\(ERR_TLS_CERT_ALTNAME_INVALID\); .*NODE_EXTRA/,
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify', /NODE_EXTRA_CA_CERTS/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', /the address does not speak TLS/],
  ['ECONNRESET', 'read ECONNRESET', /^read ECONNRESET$/],
])('%s is reported with what to do about it', (code, message, told) => {
  expect(networkCauseOf(failed(withCode(message, code)))).toMatch(told);
});

test('reports the first failure if every IP address of a name fails', () => {
  const refused = withCode('connect ECONNREFUSED ::1:1', 'ECONNREFUSED');
  const all = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' });
  expect(networkCauseOf(failed(all))).toMatch(/^connect ECONNREFUSED ::1:1; /);
});

test.each([
  [new Error('plain'), 'plain'],
  [new DOMException('It took longer than 30 ms', 'TimeoutError'), 'It took longer than 30 ms'],
  ['text', 'text'],
  [withCode('', 'ETIMEDOUT'), '(ETIMEDOUT); the address does not answer'],
])('%p is reported as %j', (thrown, told) => {
  expect(networkCauseOf(thrown)).toContain(told);
});
