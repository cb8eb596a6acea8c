import { createPage } from '../../../src/local-slack/page-server/page.js';

/** A connection with this much to send still, which remembers what was done with it. */
function aConnection(bufferedAmount: number) {
  const done: unknown[] = [];
  const connection = {
    OPEN: 1 as const,
    readyState: 1 as 0 | 1 | 2 | 3,
    bufferedAmount,
    send: (text: string) => void done.push(text),
    close: (code: number) => {
      done.push(code);
      connection.readyState = 2;
    },
  };
  return { done, page: createPage(connection as never) };
}

test('a page that has 16 MB to read still is closed with 1013', () => {
  const slow = aConnection(16 * 1024 * 1024 + 1);
  slow.page.send({ type: 'resumed' });
  slow.page.send({ type: 'resumed' });
  expect(slow.done).toEqual([1013]);
  expect(slow.page.isOpen()).toBe(false);
  const fast = aConnection(16 * 1024 * 1024);
  fast.page.send({ type: 'resumed' });
  expect(fast.done).toEqual(['{"type":"resumed"}']);
});

test('a page is closed with 1011 after an error of the server', () => {
  const { page, done } = aConnection(0);
  page.fail();
  expect(done).toEqual([1011]);
});
