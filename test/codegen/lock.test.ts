import { contractOf, emptyLock, messageOf, taking } from './fixture.js';

/** Returns PostRequest after each of these declarations of its arguments, with one lock. */
function through(...history: string[]): string[][] {
  const lock = emptyLock();
  return history.map((args) => {
    const proto = contractOf(taking(args, 'interface X { x: string }\ninterface Y { y: string }'), {
      lock,
    }).proto('chat');
    return messageOf(proto, 'PostRequest')
      .split('\n')
      .slice(1, -2)
      .map((line) => line.trim())
      .filter((line) => !line.startsWith('//'));
  });
}

const RESIDUE = 'optional string havoc_residue = 1000;';

describe('the lock', () => {
  test.each<[string, string[], string[]]>([
    [
      'keeps numbers when fields change places',
      ['{ a: string; b: string }', '{ b: string; a: string }'],
      ['optional string a = 1;', 'optional string b = 2;', RESIDUE],
    ],
    [
      'gives a new field a new number',
      ['{ a: string }', '{ n: number; a: string }'],
      ['optional string a = 1;', 'optional double n = 2;', RESIDUE],
    ],
    [
      'reserves the number of a removed field',
      ['{ a: string; b: string }', '{ a: string }'],
      ['reserved 2;', 'reserved "b";', 'optional string a = 1;', RESIDUE],
    ],
    [
      'gives a field that comes back its old number',
      ['{ a: string; b: string }', '{ a: string }', '{ a: string; b: string }'],
      ['optional string a = 1;', 'optional string b = 2;', RESIDUE],
    ],
    [
      'gives a changed type a new number and name',
      ['{ a: string }', '{ a: number }'],
      ['reserved 1;', 'reserved "a";', 'optional double a_number = 2;', RESIDUE],
    ],
    [
      'gives a type that changes back its old number and name',
      ['{ a: string }', '{ a: number }', '{ a: string }'],
      ['reserved 2;', 'reserved "a_number";', 'optional string a = 1;', RESIDUE],
    ],
    [
      'gives a new type of the same kind a new number and name',
      ['{ a: X }', '{ a: Y }'],
      ['reserved 1;', 'reserved "a";', 'optional Y a_object = 2;', RESIDUE],
    ],
    [
      'gives a third type a new number and name too',
      ['{ a: string[] }', '{ a: number[] }', '{ a: boolean[] }'],
      ['reserved 1, 2;', 'reserved "a", "a_list";', 'repeated bool a_2 = 3;', RESIDUE],
    ],
    [
      'keeps the name of a form that exists',
      ['{ a: string }', '{ a: string | X }'],
      ['optional string a = 1;', 'optional X a_object = 2;', RESIDUE],
    ],
    [
      'gives different names to keys that are equal to protobuf, even if one is added later',
      ['{ icon_url: string }', "{ iconUrl: string; icon_url: string; 'icon-url': number }"],
      [
        'optional string icon_url = 1;',
        'optional string iconUrl_string = 2;',
        'optional double icon_url_number = 3;',
        RESIDUE,
      ],
    ],
    [
      'gives a key another name if a field of another key has its name',
      ['{ a: string | number }', '{ a: string; a_number: number }'],
      [
        'reserved 2;',
        'reserved "a_number";',
        'optional string a = 1;',
        'optional double a_number_number = 3;',
        RESIDUE,
      ],
    ],
  ])('%s', (_title, history, fields) => {
    expect(through(...history).at(-1)).toEqual(fields);
  });

  test('makes the same contract from the same declarations', () => {
    const lock = emptyLock();
    const declarations = taking('{ a: X | { b: string[][] } }', 'interface X { x: string | number }');
    const first = contractOf(declarations, { lock });
    const locked = JSON.stringify(lock);
    const second = contractOf(declarations, { lock });
    expect(second.proto('chat')).toBe(first.proto('chat'));
    expect(second.shapes('chat')).toBe(first.shapes('chat'));
    expect(second.declarations).toBe(first.declarations);
    expect(JSON.stringify(lock)).toBe(locked);
  });

  test('restores a method and an event that disappear and come back', () => {
    const lock = emptyLock();
    const post = 'post: Call<{ a: string }, { ok: boolean }>';
    const gone = 'gone: Call<{ b: { c: string } }, { ok: boolean; d: { e: string } }>';
    const events =
      "interface A { type: 'a' }\ninterface B { type: 'b'; x: string }\ninterface C { type: 'c' }\n";
    const all = `${events}export type Event = A | B | C;\nexport interface Methods { chat: { ${gone}; ${post} } }`;
    const less = `${events}export type Event = A | C;\nexport interface Methods { chat: { ${post} } }`;
    const before = contractOf(all, { lock });
    const locked = structuredClone(lock);
    expect(messageOf(contractOf(less, { lock }).proto('events'), 'Event')).toContain('reserved 2;');
    expect(lock.messages).toEqual(locked.messages);
    const after = contractOf(all, { lock });
    expect(['chat', 'events'].map(after.proto)).toEqual(['chat', 'events'].map(before.proto));
    expect(lock).toEqual(locked);
  });

  test('adds fields beside the old ones if an event gains other kinds of value', () => {
    const lock = emptyLock();
    const said = (text: string) =>
      `interface A { type: 'a' }\ninterface Said { type: 'said'; text: ${text} }\nexport type Event = A | Said;`;
    contractOf(said('string'), { lock });
    const { shapes } = contractOf(said('string | number | { a: string } | string[]'), { lock });
    expect(shapes('events')).toContain("Said: 's type=1 text=2;mSaidText text=3;[s text=4;n text=5'");
  });

  test('adds new fields to a message and to its copy in the shared package', () => {
    const lock = emptyLock();
    const one = 'chat: { one: Call<{}, { thing: Thing }> }';
    const two = `${one}; users: { two: Call<{}, { thing: Thing }> }`;
    const make = (methods: string, more = '') =>
      contractOf(`interface Thing { a: string; ${more} }\nexport interface Methods { ${methods} }`, {
        lock,
        families: methods === one ? ['chat'] : ['chat', 'users'],
      });
    make(one);
    make(two);
    const grown = make(two, 'n: number');
    for (const name of ['chat', 'types'])
      expect(messageOf(grown.proto(name), 'Thing')).toContain('string a = 1;\n  optional double n = 2;');
    make(one);
    const again = make(two, 'n: number');
    expect(['chat', 'users', 'types'].map(again.proto)).toEqual(['chat', 'users', 'types'].map(grown.proto));
  });

  test('a union that gains a part keeps its message', () => {
    const lock = emptyLock();
    const parts = 'interface A { a: string }\ninterface B { b: string }\ninterface C { c: string }';
    contractOf(taking('{ item: A | B }', parts), { lock });
    const { proto } = contractOf(taking('{ item: A | B | C }', parts), { lock });
    expect(messageOf(proto('chat'), 'PostRequestItem')).toContain(
      'optional string a = 1;\n  optional string b = 2;\n  optional string c = 3;',
    );
  });
});

test('unions that were one message and now differ are refused, with advice', () => {
  const lock = emptyLock();
  const parts = 'interface A { a: string }\ninterface B { b: string }\ninterface C { c: string }';
  contractOf(taking('{ one: A | B; two: A | B }', parts), { lock });
  expect(() => contractOf(taking('{ one: A | B; two: A | B | C }', parts), { lock })).toThrow(
    /which were one before\. Unite their parts under OneMessage/,
  );
});

describe('answers', () => {
  const methods = `
import type { One } from './types/response/one.js';
import type { Two } from './types/response/two.js';
export interface Methods { chat: { one: Call<{}, One>; two: Call<{}, Two> } }`;
  const answer = (name: string, inner: string, more = '') =>
    `export interface ${name} { ok: boolean; thing: ${inner} }\nexport interface ${inner} { a: string; b: number; c: boolean; ${more} }`;
  const equal = {
    'types/response/one.ts': answer('One', 'Thing'),
    'types/response/two.ts': answer('Two', 'PurpleThing'),
  };
  const changed = { ...equal, 'types/response/two.ts': answer('Two', 'PurpleThing', 'd: string') };
  const apart = {
    ...equal,
    'types/response/two.ts': answer('Two', 'PurpleThing').replace(
      '{ a: string; b: number',
      '{ x: string; y: number',
    ),
  };

  test('that are equal become one message', () => {
    const proto = contractOf(methods, { files: equal }).proto('chat');
    expect(messageOf(proto, 'OneResponse')).toContain('optional Thing thing = 2;');
    expect(messageOf(proto, 'TwoResponse')).toContain('optional Thing thing = 2;');
  });

  test('that differ become two messages', () => {
    const proto = contractOf(methods, { files: apart }).proto('chat');
    expect(messageOf(proto, 'TwoResponse')).toContain('optional TwoResponseThing thing = 2;');
  });

  test('become one message if one has nearly all fields of the other', () => {
    const proto = contractOf(methods, { files: changed }).proto('chat');
    expect(messageOf(proto, 'OneResponse')).toContain('optional Thing thing = 2;');
    expect(messageOf(proto, 'TwoResponse')).toContain('optional Thing thing = 2;');
  });

  test('that were one message stay one', () => {
    const { lock } = contractOf(methods, { files: equal });
    const proto = contractOf(methods, { files: changed, lock }).proto('chat');
    expect(messageOf(proto, 'TwoResponse')).toContain('optional Thing thing = 2;');
    expect(messageOf(proto, 'Thing')).toContain('optional string d = 4;');
  });

  test('that were two messages stay two', () => {
    const { lock } = contractOf(methods, { files: apart });
    const proto = contractOf(methods, { files: equal, lock }).proto('chat');
    expect(messageOf(proto, 'TwoResponse')).toContain('optional TwoResponseThing thing = 2;');
  });

  test('that several families use go into the shared package', () => {
    const both = methods.replace('chat: { one', 'users: { one').replace('; two:', ' }; chat: { two:');
    const made = contractOf(both, { files: equal, families: ['chat', 'users'] });
    expect(made.proto('chat')).toContain('optional havoc.slack.types.v1.Thing thing = 2;');
    expect(made.proto('types')).toContain('message Thing {');
  });

  test('of a new family use an equal message in the shared package', () => {
    const three = { ...equal, 'types/response/three.ts': answer('Three', 'FluffyThing') };
    const both = methods.replace('chat: { one', 'users: { one').replace('; two:', ' }; chat: { two:');
    const { lock } = contractOf(both, { files: equal, families: ['chat', 'users'] });
    const more = `import type { Three } from './types/response/three.js';\n${both.replace('export interface Methods {', 'export interface Methods { bots: { three: Call<{}, Three> };')}`;
    const made = contractOf(more, { files: three, families: ['chat', 'users', 'bots'], lock });
    expect(made.proto('bots')).toContain('optional havoc.slack.types.v1.Thing thing = 2;');
  });

  test('keep their package if another family starts to use them; that family gets a shared copy', () => {
    const alone = 'interface Thing { part: Part }\ninterface Part { p: string }';
    const chat = 'chat: { one: Call<{}, { thing: Thing }> }';
    const { lock } = contractOf(`${alone}\nexport interface Methods { ${chat} }`);
    const users = 'users: { two: Call<{}, { thing: Thing }>; three: Call<{}, { part: Part }> }';
    const shared = `${alone}\nexport interface Methods { ${chat}; ${users} }`;
    const made = contractOf(shared, { lock, families: ['chat', 'users'] });
    expect(messageOf(made.proto('chat'), 'OneResponse')).toContain('optional Thing thing = 1;');
    expect(made.proto('chat')).not.toContain('import');
    expect(messageOf(made.proto('users'), 'TwoResponse')).toContain('havoc.slack.types.v1.Thing thing = 1;');
    expect(messageOf(made.proto('users'), 'ThreeResponse')).toContain('havoc.slack.types.v1.Part part = 1;');
    expect(messageOf(made.proto('types'), 'Thing')).toContain('optional Part part = 1;');
    const again = contractOf(shared, { lock, families: ['chat', 'users'] });
    expect(['chat', 'users', 'types'].map(again.proto)).toEqual(['chat', 'users', 'types'].map(made.proto));
  });
});
