import { formatAddress, isPrivate, parseAddress } from '../../src/base/index.js';

test.each([
  ['127.0.0.1:7433', '127.0.0.1:7433', true],
  ['localhost:1', 'localhost:1', true],
  ['localhost', 'localhost:7433', true],
  ['[::1]:80', '[::1]:80', true],
  ['127.8.8.8:0', '127.8.8.8:0', true],
  ['0.0.0.0:7433', '0.0.0.0:7433', false],
  ['[::]:7433', '[::]:7433', false],
  ['10.0.0.1:7433', '10.0.0.1:7433', false],
  ['127.0.0.1.example.com:1', '127.0.0.1.example.com:1', false],
  ['unix:/run/havoc.sock', 'unix:/run/havoc.sock', true],
  ['unix:///run/havoc.sock', 'unix:/run/havoc.sock', true],
  ['unix:havoc.sock', 'unix:havoc.sock', true],
  [' 127.0.0.1:1 ', '127.0.0.1:1', true],
])('reads %s', (text, formatted, hidden) => {
  const address = parseAddress(text);
  expect([formatAddress(address), isPrivate(address)]).toEqual([formatted, hidden]);
});

test.each([
  '',
  ':1',
  'a:b',
  'a:70000',
  'http://a:1',
  '/run/havoc.sock',
  'unix:',
  'unix://host/x',
  '::1:80',
  'a b:1',
])('refuses %j', (text) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'address.malformed' }));
});
