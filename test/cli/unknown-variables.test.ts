import { unknownVariables } from '../../src/cli/unknown-variables.js';

test.each([
  [
    'HAVOC_LEASE_SM',
    /^HAVOC_LEASE_SM is not a variable of havoc, so havoc ignores it\. Did you mean HAVOC_LEASE_MS\?$/,
  ],
  ['HAVOC_LOGLEVEL', /Did you mean HAVOC_LOG_LEVEL\?$/],
  ['HAVOC_WEATHER_FORECAST', /so havoc ignores it\.$/],
])('names %s and a similar variable, without its value', (name, line) => {
  const found = unknownVariables({ HAVOC_LEASE_MS: '5', [name]: 'hunter2' });
  expect(found).toEqual([expect.stringMatching(line)]);
  expect(found.join()).not.toContain('hunter2');
});

test('ignores known variables, those of other commands, and those that Kubernetes sets for Services', () => {
  const environment = {
    PATH: '/bin',
    LEASE_MS: '5',
    HAVOC_ADDRESS: '127.0.0.1:0',
    HAVOC_GRPC_CA: '/ca.pem',
    HAVOC_SLACK_PORT: '7400',
    HAVOC_DATA_DIR: '.havoc',
    HAVOC_PORT: 'tcp://10.0.0.1:3000',
    HAVOC_PORT_3000_TCP_ADDR: '10.0.0.1',
    HAVOC_POLL_SERVICE_HOST: '10.0.0.1',
    HAVOC_POLL_SERVICE_PORT_HTTP: '3000',
  };
  expect(unknownVariables(environment)).toEqual([]);
});
