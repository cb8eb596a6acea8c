import { contractOf, messageOf, taking } from './fixture.js';

/** Returns the fields of PostRequest without havoc_residue. */
function fieldsFor(args: string, more = ''): string[] {
  return messageOf(contractOf(taking(args, more)).proto('chat'), 'PostRequest')
    .split('\n')
    .slice(1, -2)
    .map((line) => line.trim())
    .filter((line) => !line.includes('havoc_residue') && !line.startsWith('// The parts of'));
}

describe('what a declared type becomes', () => {
  test.each<[string, string, string[]]>([
    ['string', '{ a: string }', ['optional string a = 1;']],
    ['number', '{ a: number }', ['optional double a = 1;']],
    ['boolean', '{ a?: boolean }', ['optional bool a = 1;']],
    ['null', '{ a: string | null; b: null }', ['optional string a = 1;']],
    ['never', '{ a: string; b?: never }', ['optional string a = 1;']],
    ['a closed set', "{ a: 'x' | 'y' }", ['// Known values: x, y.', 'optional string a = 1;']],
    ['an open set', "{ a: 'x' | string }", ['optional string a = 1;']],
    ['bytes', '{ a: Buffer }', ['optional bytes a = 1;']],
    [
      'anything',
      '{ a: any; b: unknown }',
      ['optional google.protobuf.Value a = 1;', 'optional google.protobuf.Value b = 2;'],
    ],
    [
      'any object',
      '{ a: Record<string, unknown>; b: object; c: {} }',
      [
        'optional google.protobuf.Struct a = 1;',
        'optional google.protobuf.Struct b = 2;',
        'optional google.protobuf.Struct c = 3;',
      ],
    ],
    [
      'a list',
      '{ a: string[]; b: [number, ...number[]] }',
      ['repeated string a = 1;', 'repeated double b = 2;'],
    ],
    [
      'a list of anything',
      '{ a: any[]; b: (string | number)[] }',
      ['repeated google.protobuf.Value a = 1;', 'repeated google.protobuf.Value b = 2;'],
    ],
    ['a dictionary', '{ a: Record<string, number> }', ['map<string, double> a = 1;']],
    [
      'a dictionary of anything',
      '{ a: { [key: string]: string | boolean } }',
      ['optional google.protobuf.Struct a = 1;'],
    ],
    ['an empty tuple', '{ a: Record<string, string> | [] }', ['map<string, string> a = 1;']],
    ['a list of lists', '{ a: string[][] }', ['repeated PostRequestAList a = 1;']],
    [
      'a dictionary of dictionaries',
      '{ a: Record<string, Record<string, string>> }',
      ['map<string, PostRequestAMap> a = 1;'],
    ],
    ['an object', '{ a: { b: string } }', ['optional MethodsChatPostA a = 1;']],
    [
      'an intersection',
      '{ a: string } & ({ b: string } | { c: number })',
      ['optional string a = 1;', 'optional string b = 2;', 'optional double c = 3;'],
    ],
    [
      'a string or a list',
      '{ a: string | string[] }',
      ['repeated string a = 1;', "// Slack's a, if it is a string.", 'optional string a_string = 2;'],
    ],
    [
      'a string or a number',
      '{ a: string | number }',
      ['optional string a = 1;', "// Slack's a, if it is a number.", 'optional double a_number = 2;'],
    ],
    [
      'a key that all objects inherit',
      '{ constructor: string; toString: number }',
      ['optional string constructor = 1;', 'optional double toString = 2;'],
    ],
    ['a secret', '{ a: string; token?: string; bot_access_token?: string }', ['optional string a = 1;']],
    [
      'a key that is not a protobuf identifier',
      "{ 'a-b': string; '1st': string }",
      [
        "// Slack's a-b, if it is a string.",
        'optional string a_b = 1;',
        "// Slack's 1st, if it is a string.",
        'optional string _1st = 2;',
      ],
    ],
    [
      'keys that are equal to protobuf',
      '{ iconUrl: string; icon_url: string }',
      [
        'optional string iconUrl = 1;',
        "// Slack's icon_url, if it is a string.",
        'optional string icon_url_string = 2;',
      ],
    ],
  ])('%s', (_title, args, fields) => {
    expect(fieldsFor(args)).toEqual(fields);
  });

  test('a union of objects becomes one message with all their fields', () => {
    const { proto, shapes } = contractOf(
      taking(
        '{ item: Button | Header }',
        "interface Text { text: string }\ninterface Button { type: 'button'; text: Text }\ninterface Header { type: 'header'; text: string; level?: number }",
      ),
    );
    expect(messageOf(proto('chat'), 'PostRequestItem')).toBe(
      [
        'message PostRequestItem {',
        '  // Known values: button, header.',
        '  optional string type = 1;',
        '  optional Text text = 2;',
        '  optional double level = 3;',
        "  // Slack's text, if it is a string.",
        '  optional string text_string = 4;',
        '}',
        '',
      ].join('\n'),
    );
    expect(shapes('chat')).toContain("PostRequestItem: 's type=1 text=4;mText text=2;n level=3'");
  });

  test('a group is one message wherever one of its parts is used', () => {
    const { proto } = contractOf(
      taking(
        '{ one: A; both: (A | B)[] }',
        'interface A { a: string }\ninterface B { b: A }\nexport interface OneMessage { Thing: A | B }',
      ),
    );
    expect(messageOf(proto('chat'), 'PostRequest')).toContain(
      'optional Thing one = 1;\n  repeated Thing both = 2;',
    );
    expect(messageOf(proto('chat'), 'Thing')).toContain('optional Thing b = 2;');
  });

  test('an object may contain itself', () => {
    const { proto } = contractOf(
      taking('{ tree: Tree }', 'interface Tree { name: string; children: Tree[] }'),
    );
    expect(messageOf(proto('chat'), 'Tree')).toContain('repeated Tree children = 2;');
  });

  test('a key with the name of the residue gets another name', () => {
    const { proto, shapes } = contractOf(taking('{ havoc_residue: string }'));
    const request = messageOf(proto('chat'), 'PostRequest');
    expect(request).toContain('optional string havoc_residue = 1000;');
    expect(request).toContain('optional string havoc_residue_string = 1;');
    expect(shapes('chat')).toContain("PostRequest: 's havoc_residue=1'");
  });

  test('only payloads, arguments and answers have a residue, not the messages in them', () => {
    const { proto } = contractOf(taking('{ inner: X }', 'interface X { x: string }'));
    expect(messageOf(proto('chat'), 'PostResponse')).toContain('havoc_residue');
    expect(messageOf(proto('chat'), 'X')).not.toContain('havoc_residue');
  });

  test('events of the same type become one message', () => {
    const { proto, shapes } = contractOf(
      "interface A { type: 'message'; subtype: 'a'; a: string }\ninterface B { type: 'message'; subtype: 'b' }\ninterface C { type: 'c_d' }\nexport type Event = A | B | C;",
    );
    const arms = messageOf(proto('events'), 'Event').match(/\w+ \w+ = \d/g);
    expect(arms).toEqual(['MessageEvent message = 1', 'C c_d = 2', 'UnknownEvent unknown = 3']);
    expect(shapes('events')).toContain(
      "Event: ['mMessageEvent message=1;mC c_d=2;mUnknownEvent unknown=3', { form: 'oneof' }]",
    );
  });

  test('methods go into services by their families', () => {
    const { proto } = contractOf(
      'export interface Methods { slackLists: { get: Call<{ a: string }, { ok: boolean }>; items: { deep: { add: OptionalCall<{}, { ok: boolean }> } } } }',
      { families: ['slackLists'] },
    );
    expect(proto('slack_lists')).toContain('package havoc.slack.slack_lists.v1;');
    expect(proto('slack_lists')).toContain('service SlackLists {');
    expect(proto('slack_lists')).toContain('rpc Get(GetRequest) returns (GetResponse);');
    expect(proto('slack_lists')).toContain('service SlackListsItemsDeep {');
    expect(proto('slack_lists')).toContain(
      'rpc Add(SlackListsItemsDeepAddRequest) returns (SlackListsItemsDeepAddResponse);',
    );
  });

  test.each([
    ['a function', '{ a: () => void }', 'chat.post/request.a'],
    ['a symbol', '{ a: symbol }', 'chat.post/request.a'],
    ['a big integer', '{ a: bigint }', 'chat.post/request.a'],
    ['a class', '{ a: typeof Date }', 'chat.post/request.a'],
  ])('%s is refused, with its place and advice', (_title, args, where) => {
    expect(() => contractOf(taking(args))).toThrow(/no rule for that\. Add a rule, or leave/);
    expect(() => contractOf(taking(args))).toThrow(where.split('/').at(-1)?.split('.').at(-1));
  });

  test('an event with the name of the arm for undeclared events is refused', () => {
    const events = "interface A { type: 'unknown' }\ninterface B { type: 'b' }\nexport type Event = A | B;";
    expect(() => contractOf(events)).toThrow('Rename that arm');
  });

  test.each([
    ['two', "'a' | 'b'"],
    ['any', 'string'],
  ])('an event of %s types is refused', (_title, type) => {
    expect(() => contractOf(`interface A { type: ${type} }\nexport type Event = A;`)).toThrow(
      'must have exactly one type',
    );
  });

  test('methods whose names are equal to protobuf are refused', () => {
    const call = 'Call<{ a: string }, { ok: boolean }>';
    const methods = `export interface Methods { chat: { getUrl: ${call}; GetUrl: ${call} } }`;
    expect(() => contractOf(methods)).toThrow('GetUrlRequest would be two messages');
  });

  test('an undeclared family is refused', () => {
    expect(() => contractOf('', { families: ['chat', 'chats'] })).toThrow(
      'does not declare the family chats',
    );
  });
});
