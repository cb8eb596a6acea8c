import { isObject } from '../../base/index.js';
import { refusal } from '../refusal.js';
import { getMessage, getWritableChannel } from '../workspaces/find.js';
import { changeMessage, postMessage } from '../workspaces/messages.js';
import { badArgument } from './args.js';
import { authorOf } from './author.js';
import { toContent } from './content.js';
import { changing, type MethodCall, type Methods } from './method.js';

const MOST_CHARACTERS = 12_000;
const STREAMING = 'in_progress';
const COMPLETED = 'completed';

/** Streamed messages, whose text grows. docs.slack.dev/reference/methods/chat.startStream */
export const chatStream: Methods = changing({
  'chat.startStream': async (call) => {
    const { workspace, actor, args } = call;
    const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
    if (!channel.is_im && !args.find('recipient_user_id')) {
      throw refusal(
        'missing_recipient_user_id',
        'A stream outside of a direct message needs a recipient. Give recipient_user_id.',
      );
    }
    const message = await postMessage(workspace, channel, {
      ...authorOf(call),
      text: textOf(call),
      thread_ts: args.get('thread_ts'),
      extra: { streaming_state: STREAMING },
    });
    return { channel: channel.id, ts: message.ts };
  },

  'chat.appendStream': async (call) => {
    const { channel, message } = await getStreaming(call);
    const text = textOf(call);
    if (text === '' && !call.args.find('chunks')) throw badArgument('missing required field: markdown_text');
    await changeMessage(call.workspace, channel, message.ts, {
      text: message.text + text,
      by: call.actor.user.id,
    });
    return { channel: channel.id, ts: message.ts };
  },

  'chat.stopStream': async (call) => {
    const { channel, message } = await getStreaming(call);
    const { blocks, metadata } = toContent(call.args);
    const text = message.text + textOf(call);
    const changed = await changeMessage(call.workspace, channel, message.ts, {
      text,
      ...(blocks && { blocks }),
      ...(metadata && { metadata }),
      by: call.actor.user.id,
      extra: { streaming_state: COMPLETED },
    });
    return { channel: channel.id, ts: message.ts, message: changed };
  },
});

async function getStreaming({ workspace, actor, args }: MethodCall) {
  const channel = await getWritableChannel(workspace, args.get('channel'), actor.user.id);
  const message = await getMessage(workspace, channel, args.get('ts'));
  if (message.streaming_state === STREAMING && message.user === actor.user.id) return { channel, message };
  throw refusal(
    'message_not_in_streaming_state',
    'This message is not streaming. Its stream may have been stopped.',
  );
}

/** @throws refusal `msg_too_long` */
function textOf({ args }: MethodCall): string {
  const chunks = args.findJson('chunks', 'invalid_chunks');
  const inChunks = (Array.isArray(chunks) ? chunks : [])
    .filter(isObject)
    .map(({ type, text }) => (type === 'markdown_text' ? String(text) : ''));
  const text = (args.find('markdown_text') ?? '') + inChunks.join('');
  if (text.length <= MOST_CHARACTERS) return text;
  throw refusal('msg_too_long', `The text has more than ${MOST_CHARACTERS} characters.`);
}
