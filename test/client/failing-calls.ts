import type { Havoc } from '../../src/client/index.js';

const soon = { timeoutMs: 20 };

export async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Calls that fail, because of Slack, the sidecar or a timeout. Each is made in this file. */
export const CALLS: Record<string, (havoc: Havoc) => Promise<unknown>> = {
  stub: async ({ slack }) => {
    await slack.chat.postMessage({ channel: 'C1', text: 'x' });
  },
  'stub that is not awaited': ({ slack }) => {
    return slack.chat.postMessage({ channel: 'C1', text: 'x' }).finally(() => {});
  },
  'stub in Promise.all': async ({ slack }) => {
    await Promise.all([slack.chat.postMessage({ channel: 'C1', text: 'x' }), Promise.resolve()]);
  },
  'stub for another workspace': async ({ slack }) => {
    await slack.for({ team: 'T2' }).chat.postMessage({ channel: 'C1', text: 'x' });
  },
  'stub that times out': async ({ slack }) => {
    await slack.auth.test({}, soon);
  },
  'slack.call': async ({ slack }) => {
    await slack.call('new.method', {});
  },
  pages: async ({ slack }) => {
    for await (const _ of slack.users.list.pages());
  },
  'pages that another function reads': async ({ slack }) => {
    await readAll(slack.users.list.pages().byPage());
  },
  'messages.upsert': async ({ messages }) => {
    await messages.upsert('key', { channel: 'C1', text: 'x' });
  },
  'messages.update': async ({ messages }) => {
    await messages.update('key', { text: 'x' });
  },
  'messages.delete': async ({ messages }) => {
    await messages.delete('key');
  },
  'messages.get': async ({ messages }) => {
    await messages.get('key');
  },
  'messages.find': async ({ messages }) => {
    await messages.for({ team: 'T2' }).find('key');
  },
  'entities.getUser': async ({ entities }) => {
    await entities.getUser('U1');
  },
  'entities.getChannel': async ({ entities }) => {
    await entities.getChannel('C1');
  },
  'entities.getTeam': async ({ entities }) => {
    await entities.for({ team: 'T2' }).getTeam('T1');
  },
  'files.upload': async ({ slack }) => {
    await slack.files.upload({ filename: 'a', content: 'b' }, soon);
  },
  'files.upload without a length': async ({ slack }) => {
    await slack.files.upload({ filename: 'a', content: (async function* () {})() });
  },
  'files.download': async ({ slack }) => {
    await (await slack.files.download({ file: 'F1' }, soon)).bytes();
  },
  'admin.analytics.records': async ({ slack }) => {
    await readAll(slack.admin.analytics.records({ type: 'member' }, soon));
  },
  'chatStream.append': async ({ slack }) => {
    const stream = slack.chatStream({ channel: 'C1', thread_ts: '1.1' });
    for (;;) {
      await stream.append({ markdown_text: 'x' });
      await new Promise(setImmediate);
    }
  },
  'chatStream.stop': async ({ slack }) => {
    await slack.chatStream({ channel: 'C1', thread_ts: '1.1' }).stop();
  },
  start: async (havoc) => {
    await havoc.stop();
    await havoc.start();
  },
  ready: async (havoc) => {
    await havoc.stop();
    await havoc.ready();
  },
};

/** Handlers that fail, for a mention or a click. */
export const HANDLERS: Record<string, (havoc: Havoc) => void> = {
  say: (havoc) =>
    void havoc.event('app_mention', async ({ say }) => {
      await say('x');
    }),
  reply: (havoc) =>
    void havoc.event('app_mention', async ({ reply }) => {
      await Reflect.apply(reply, undefined, [{}]);
    }),
  'respond without a response_url': (havoc) =>
    void havoc.event('app_mention', async ({ respond }) => {
      await respond('x');
    }),
  respond: (havoc) =>
    void havoc.action('go', async ({ respond }) => {
      await respond('x');
    }),
};
