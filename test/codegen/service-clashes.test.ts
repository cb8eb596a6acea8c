import { readFileSync } from 'node:fs';
import { createFileRegistry, type DescField, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { clashesOf } from '../../src/codegen/clashes.js';
import { badNamesOf, type Declarations, freeRpc } from '../../src/codegen/service-clashes.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { contractOf, emptyLock, messageOf } from './fixture.js';

const declared = ({ file = 'chat', services = [], messages = [] }: Partial<Declarations>) => ({
  file,
  services,
  messages,
});
const chat = { name: 'Chat', rpcs: ['PostMessage'] };

test.each([
  ['a message named like a service', 'Chat', 'any language'],
  ['a message that differs from a service in case', 'CHAT', 'any language'],
  ["a message like a service's class", 'ChatGrpc', 'Java'],
  ["a message like a service's client", 'ChatClient', 'Go'],
  ["a message like a service's server", 'ChatServer', 'Go'],
  ['a message named like the function that makes a client', 'NewChatClient', 'Go'],
  ['a message named like the function that registers a server', 'RegisterChatServer', 'Go'],
  ['a message named like a server without methods', 'UnimplementedChatServer', 'Go'],
  ['a message named like a server that may lack methods', 'UnsafeChatServer', 'Go'],
  ["a message whose module is a client's", 'ChatClient', 'Rust module'],
  ["a message like the file's class", 'ChatOuterClass', 'Java'],
  ['a message named like the description of its file', 'ChatReflection', 'C#'],
])('%s clashes', (_what, message, language) => {
  const bad = badNamesOf(declared({ services: [chat], messages: ['Other', message] }));
  expect(bad.join()).toContain(`and ${message} (${language}`);
});

test.each([
  ['a pair of messages that differ in case', { messages: ['UrlInfo', 'URLInfo'] }],
  ['a message and a message-or-builder', { messages: ['Block', 'BlockOrBuilder'] }],
  ['a service and the stub of another', { services: [chat, { name: 'ChatStub', rpcs: [] }] }],
  ['a service and the servicer of another', { services: [chat, { name: 'ChatServicer', rpcs: [] }] }],
  ['a pair of rpcs that differ in case', { services: [{ name: 'Chat', rpcs: ['GetUrl', 'GetURL'] }] }],
  [
    'an rpc and the asynchronous twin of another',
    { services: [{ name: 'Chat', rpcs: ['List', 'ListAsync'] }] },
  ],
  ['an rpc named like a method of all clients', { services: [{ name: 'Rtm', rpcs: ['Connect'] }] }],
  ["an rpc like its client's class", { services: [{ name: 'Chat', rpcs: ['ChatClient'] }] }],
  ['an rpc that is a keyword', { services: [{ name: 'Chat', rpcs: ['None'] }] }],
  ['a message that is a keyword', { messages: ['None'] }],
  ['a package that is a keyword', { file: 'import' }],
])('%s is refused', (_what, partial) => {
  expect(badNamesOf(declared(partial))).not.toEqual([]);
});

test('names that are distinct in all languages are accepted', () => {
  const services = [chat, { name: 'ChatStream', rpcs: ['Start', 'StartPages'] }];
  expect(badNamesOf(declared({ services, messages: ['Client', 'Server', 'ChatMessage'] }))).toEqual([]);
});

test('an rpc named like a method of all clients gets the name of its service as a prefix', () => {
  expect(freeRpc('Rtm', 'Connect')).toBe('RtmConnect');
  expect(freeRpc('Chat', 'ChatClient')).toBe('ChatChatClient');
  expect(freeRpc('Chat', 'PostMessage')).toBe('PostMessage');
  expect(methods.get('rtm.connect')?.path).toBe('/havoc.slack.rtm.v1.Rtm/RtmConnect');
});

const POSTED = `
export interface ChatClient { name: string }
export interface Methods { chat: { post: Call<{ client: ChatClient }, { ok: boolean }> } }
`;

test('a declaration whose name clashes with a service gets another name', () => {
  const proto = contractOf(POSTED).proto('chat');
  expect(messageOf(proto, 'PostRequest')).toContain('optional PostRequestClient client = 1;');
});

test('a lock in which a message clashes with a service is refused', () => {
  const lock = emptyLock();
  lock.messages['fixture#ChatClient'] = 'havoc.slack.chat.v1.ChatClient';
  expect(() => contractOf(POSTED, { lock })).toThrow('Chat and ChatClient (Go: ChatClient)');
});

test('a method with the name of the rpc that walks the pages of another method is refused', () => {
  const list = 'Call<{ cursor?: string }, { ok: boolean }>';
  const both = `export interface Methods { chat: { list: ${list}; listPages: Call<{ a: string }, { ok: boolean }> } }`;
  expect(() => contractOf(both)).toThrow('Chat.ListPages');
});

describe('in the whole contract, including the files written by hand,', () => {
  const image = fromBinary(FileDescriptorSetSchema, readFileSync('dist/descriptors.binpb'));
  const files = [...createFileRegistry(image).files].filter(({ name }) => name.startsWith('havoc/'));

  test('no names of services, rpcs or messages clash', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(
      files.flatMap(({ name, services, messages }) =>
        badNamesOf({
          file: name.split('/').at(-1) ?? '',
          services: services.map((one) => ({ name: one.name, rpcs: one.methods.map((rpc) => rpc.name) })),
          messages: messages.map((message) => message.name),
        }),
      ),
    ).toEqual([]);
  });

  test('no fields clash', () => {
    const clashes = files.flatMap(({ messages }) =>
      messages.flatMap(({ fields }) =>
        clashesOf(fields.map((field) => ({ name: field.name, type: typeOf(field) }))),
      ),
    );
    expect(clashes).toEqual([]);
  });
});

/** Returns the proto type of a field, as far as `clashesOf` needs it. */
function typeOf(field: DescField): string {
  if (field.fieldKind === 'map') return 'map<,>';
  const one = field.message?.typeName ?? (field.proto.type === 9 ? 'string' : 'scalar');
  return field.fieldKind === 'list' ? `repeated ${one}` : one;
}
