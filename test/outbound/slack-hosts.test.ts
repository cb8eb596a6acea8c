import { createSlackHosts, getSlackUrl } from '../../src/outbound/slack-hosts.js';

const slack = 'https://slack.com/api/';
const gov = 'https://slack-gov.com/api/';
const local = 'http://127.0.0.1:7400/api/';

test.each([
  [slack, 'https://files.slack.com/files-pri/T1-F1/a.png', 'token'],
  [slack, 'https://slack.com/x', 'token'],
  [slack, 'https://files.slack.com:443/x', 'token'],
  [slack, 'https://FILES.SLACK.COM/x', 'token'],
  [slack, 'https://files.slack.com/files-pri/T1-F1/api', 'token'],
  [slack, 'https://slack.com/api/apps.connections.open', 'none'],
  [slack, 'https://slack.com/API/auth.test', 'none'],
  [slack, 'https://slack.com//api/auth.test', 'none'],
  [slack, 'https://slack.com/x/..%2Fapi/auth.test', 'none'],
  [slack, 'https://slack.com/%61pi/auth.test', 'none'],
  [slack, 'https://slack.com/x%3f%2f..%2fapi%2fauth.test', 'none'],
  [slack, 'https://slack.com/x%23%2f..%2fapi%2fauth.test', 'none'],
  [slack, 'https://slack.com/x%253f%252f..%252fapi%252fauth.test', 'none'],
  [slack, 'https://slack.com/%25%36%31pi/auth.test', 'none'],
  [slack, 'https://slack.com/x/%2e%2e/api/auth.test', 'none'],
  [slack, 'https://slack.com/x/%252e%252e/api/auth.test', 'none'],
  [slack, 'https://slack.com/x/..;/api/auth.test', 'none'],
  [slack, 'https://slack.com/x/..;v=1/api/auth.test', 'none'],
  [slack, 'https://slack.com/;x/api/auth.test', 'none'],
  [slack, 'https://slack.com/api;x=1/auth.test', 'none'],
  [slack, 'https://slack.com/api%3f%2f..%2fx', 'none'],
  [slack, 'https://slack.com/api%23/x', 'none'],
  [slack, 'https://slack.com\\x%5c..%5capi%5cauth.test', 'none'],
  [slack, 'https://slack.com/x/..%5capi/auth.test', 'none'],
  [slack, 'https://slack.com/x%ef%bc%8f..%ef%bc%8fapi%ef%bc%8fauth.test', 'none'],
  [slack, 'https://slack.com/%ef%bd%81%ef%bd%90%ef%bd%89/auth.test', 'none'],
  [slack, 'https://slack.com/x%c0%af..%c0%afapi%c0%afauth.test', 'none'],
  [slack, 'https://slack.com/%20api%09/auth.test', 'none'],
  [slack, 'https://slack.com/%00api/auth.test', 'none'],
  [slack, 'https://slack.com/%41PI%2fauth.test', 'none'],
  [slack, 'https://slack.com/x/%2E%2e%2F%61%50%49%2fauth.test', 'none'],
  [slack, 'https://files.slack.com/files-pri/T1-F1/download/100%25%20api%3F.png', 'token'],
  [slack, 'https://files.slack.com/files-pri/T1-F1/%E3%81%B2%E3%82%8B.png', 'token'],
  [slack, 'https://ｓｌａｃｋ.com/x', 'token'],
  [slack, 'https://sl%61ck.com/x', 'token'],
  [slack, 'https://ѕlack.com/x', 'none'],
  [slack, 'blob:https://files.slack.com/x', 'none'],
  [slack, 'blob:https://slack.com/x', 'none'],
  [local, 'blob:http://127.0.0.1:7400/x', 'none'],
  [slack, 'https://:secret@files.slack.com/x', 'none'],
  [slack, 'https://files.slack.com:80/x', 'none'],
  [slack, 'https://files.slack.com/api/files.upload', 'none'],
  [slack, 'https://acme.slack.com/api/auth.test', 'none'],
  [slack, 'https://a.slack-edge.com/x', 'fetch'],
  [slack, 'https://acme.slack.com/x', 'fetch'],
  [slack, 'https://acme.enterprise.slack.com/x', 'fetch'],
  [slack, 'http://files.slack.com/x', 'none'],
  [slack, 'https://files.slack.com:8443/x', 'none'],
  [slack, 'https://user:pass@files.slack.com/x', 'none'],
  [slack, 'https://files.slack.com.evil.example/x', 'none'],
  [slack, 'https://files.slack.com.evil.com/x', 'none'],
  [slack, 'https://files.slack.com./x', 'none'],
  [slack, 'https://files.slack.com%2eevil.com/x', 'none'],
  [slack, 'https://files.slack.com@evil.com/x', 'none'],
  [slack, 'https://evil.com/files.slack.com', 'none'],
  [slack, 'https://evilslack.com/x', 'none'],
  [slack, 'https://evil-slack-edge.com/x', 'none'],
  [slack, 'https://127.0.0.1/x', 'none'],
  [slack, 'http://169.254.169.254/latest/meta-data', 'none'],
  [slack, 'file:///etc/passwd', 'none'],
  [slack, 'https://files.slack-gov.com/x', 'none'],
  [gov, 'https://files.slack-gov.com/x', 'token'],
  [local, 'http://127.0.0.1:7400/files-pri/F1/a', 'token'],
  [local, 'http://127.0.0.1:7400/api/auth.test', 'none'],
  ['http://127.0.0.1:7400/', 'http://127.0.0.1:7400/files-pri/F1/a', 'token'],
  ['http://127.0.0.1:7400/slack/', 'http://127.0.0.1:7400/slack/auth.test', 'none'],
  ['http://127.0.0.1:7400/slack/', 'http://127.0.0.1:7400/files-pri/F1/a', 'token'],
  [local, 'http://localhost:7400/files-pri/F1/a', 'none'],
  [local, 'http://127.0.0.1:7401/files-pri/F1/a', 'none'],
])('with the API at %s, the access to %s is: %s', (apiUrl, text, may) => {
  const hosts = createSlackHosts(apiUrl);
  const url = new URL(text);
  const got = hosts.mayHoldToken(url) ? 'token' : hosts.mayFetch(url) ? 'fetch' : 'none';
  expect(got).toBe(may);
});

test.each(['/etc/passwd', '', 'not a url', 'javascript:alert(1)'])('%j is not an address', (text) => {
  expect(() => getSlackUrl(text, createSlackHosts(slack))).toThrow(
    expect.objectContaining({ code: 'files.bad_url' }),
  );
});
