import { clashesOf } from '../../src/codegen/clashes.js';
import { contractOf, emptyLock, messageOf, taking } from './fixture.js';

const field = (name: string, type: string) => ({ name, type });

test.each([
  ['a text and its bytes', field('file', 'string'), field('file_bytes', 'bytes')],
  ['a message and its builder', field('view', 'a.View'), field('view_builder', 'string')],
  ['a message and its message-or-builder', field('view', 'a.View'), field('view_or_builder', 'string')],
  ['a list of messages and of builders', field('a', 'repeated a.A'), field('a_builder_list', 'string')],
  ['a dictionary and its map', field('values', 'map<string, a.V>'), field('values_map', 'string')],
  [
    'a dictionary and its default',
    field('values', 'map<string, string>'),
    field('values_or_default', 'bool'),
  ],
  ['a value and the check whether it is set', field('more', 'bool'), field('has_more', 'bool')],
  ['a value and the method that clears it', field('status', 'string'), field('clear_status', 'bool')],
  ['names that differ in case', field('iconUrl', 'string'), field('icon_url', 'string')],
])('%s clash', (_what, one, other) => {
  expect(clashesOf([one, other])).not.toEqual([]);
  expect(clashesOf([other, one])).not.toEqual([]);
});

test.each([
  ['text and a number', field('value', 'string'), field('value_number', 'double')],
  [
    'a list and its count, which protoc keeps apart',
    field('files', 'repeated a.F'),
    field('files_count', 'double'),
  ],
])('%s do not clash', (_what, one, other) => {
  expect(clashesOf([one, other])).toEqual([]);
});

test('a field whose name would clash gets another name', () => {
  const { proto, lock } = contractOf(taking('{ file: string | Buffer; more?: boolean; has_more?: boolean }'));
  const message = messageOf(proto('chat'), 'PostRequest');
  expect(message).toMatch(/optional string file = \d+;/);
  expect(message).toMatch(/Slack's file, if it is bytes[.]\n {2}optional bytes file_content = \d+;/);
  expect(message).toMatch(
    /Slack's has_more, if it is a boolean[.]\n {2}optional bool has_more_boolean = \d+;/,
  );
  expect(
    contractOf(taking('{ file: string | Buffer; more?: boolean; has_more?: boolean }'), { lock }).lock,
  ).toEqual(lock);
});

test('a lock with a clash is refused', () => {
  const lock = emptyLock();
  lock.fields['havoc.slack.chat.v1.PostRequest'] = {
    file: { number: 1, type: 'string' },
    file_bytes: { number: 2, type: 'bytes', key: 'file' },
  };
  expect(() => contractOf(taking('{ file: string | Buffer }'), { lock })).toThrow('getFileBytes');
});
