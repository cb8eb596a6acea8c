import { clientAddress } from '../../../src/ingress/oauth/client-address.js';

test.each<[peer: string | undefined, forwarded: string | undefined, address: string | undefined]>([
  // A client that is connected itself. What it says about others is not believed.
  ['198.51.100.7', undefined, '198.51.100.7'],
  ['198.51.100.7', '203.0.113.9', '198.51.100.7'],
  ['::ffff:198.51.100.7', '203.0.113.9', '198.51.100.7'],
  // One proxy, and two.
  ['10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['127.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['::1', '203.0.113.9', '203.0.113.9'],
  ['fd00::1', '203.0.113.9', '203.0.113.9'],
  ['100.64.1.1', '203.0.113.9', '203.0.113.9'],
  ['172.31.0.1', '203.0.113.9, 192.168.1.1', '203.0.113.9'],
  ['172.32.0.1', '203.0.113.9', '172.32.0.1'],
  // A client that names others before itself.
  ['10.0.0.1', '192.0.2.1, 203.0.113.9', '203.0.113.9'],
  ['10.0.0.1', '192.0.2.1,203.0.113.9,10.0.0.2', '203.0.113.9'],
  ['10.0.0.1', 'nonsense, 203.0.113.9', '203.0.113.9'],
  // Some proxies add the port.
  ['10.0.0.1', '203.0.113.9:51234', '203.0.113.9'],
  ['10.0.0.1', '[2001:db8:1:2::9]:51234', '2001:db8:1:2'],
  // A client usually has a whole network of IPv6.
  ['2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2'],
  ['2001:DB8:1:2::', undefined, '2001:db8:1:2'],
  ['2001:db8::9', undefined, '2001:db8:0:0'],
  ['10.0.0.1', '2001:db8:0001:0002::7', '2001:db8:1:2'],
  // No proxy says who the client is.
  ['10.0.0.1', undefined, undefined],
  ['10.0.0.1', '', undefined],
  ['10.0.0.1', '192.168.1.1', undefined],
  ['fe80::1%eth0', undefined, undefined],
  ['10.0.0.1', 'unknown', undefined],
  ['10.0.0.1', '203.0.113.9, unknown', undefined],
  ['10.0.0.1', '999.1.1.1', undefined],
  [undefined, '203.0.113.9', undefined],
])('the peer %j that forwards for %j is the client %j', (peer, forwarded, address) => {
  expect(clientAddress(peer, forwarded)).toBe(address);
});
