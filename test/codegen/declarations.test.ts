import { contractOf, taking } from './fixture.js';

/** Returns the printed declaration of a name. */
function printed(declarations: string, name: string): string {
  return (
    new RegExp(`export (interface|type) ${name}\\b[^]*?\\n\\n`).exec(`${declarations}\n`)?.[0].trim() ??
    `(no ${name})`
  );
}

describe('declarations for the client', () => {
  test('keep required fields, unions and bases', () => {
    const { declarations } = contractOf(
      taking(
        'PostArguments',
        `interface Base { id: string }
interface Button extends Base { type: 'button'; value?: string }
interface Header extends Base { type: 'header' }
/** Somebody's words. */
export type PostArguments = Base & { items: (Button | Header)[] };`,
      ),
    );
    expect(printed(declarations, 'PostArguments')).toBe(
      'export type PostArguments = Base & {\n    items: (Button | Header)[];\n};',
    );
    expect(printed(declarations, 'Button')).toBe(
      "export interface Button extends Base {\n    type: 'button';\n    value?: string;\n}",
    );
    expect(declarations).not.toContain("Somebody's words");
  });

  test('have no secrets and no `any`', () => {
    const { declarations } = contractOf(
      taking(
        'Args',
        'interface TokenOverridable { token?: string }\nexport interface Args extends TokenOverridable { token: string; a: string | null; b: any; c: Buffer; [more: string]: any }',
      ),
    );
    expect(printed(declarations, 'Args')).toBe(
      'export interface Args {\n    a: string | null;\n    b: unknown;\n    c: Uint8Array;\n}',
    );
  });

  test('turn an enum into its strings', () => {
    const { declarations } = contractOf(
      taking('{ a: Color }', "declare enum Color { Red = 'red', Blue = 'blue' }"),
    );
    expect(printed(declarations, 'Color')).toBe("export type Color = 'red' | 'blue';");
  });

  test('have different names for two declarations of one name', () => {
    const { declarations } = contractOf(
      `import type { Item as Other } from './other.js';\n${taking('{ one: Item; two: Other }', 'interface Item { a: string }')}`,
      { files: { 'other.ts': 'export interface Item { b: string }' } },
    );
    expect(declarations).toContain('one: Item;');
    expect(declarations).toContain('two: OtherItem;');
  });

  test('list events by type and methods by family', () => {
    const { declarations } = contractOf(
      "export interface Methods { chat: { post: Call<{ a: string }, { ok: boolean }>; list: OptionalCall<{ a: string }, { ok: boolean }> } }\ninterface A { type: 'message'; subtype: 'a' }\ninterface B { type: 'message'; subtype: 'b' }\nexport type Event = A | B;",
    );
    expect(declarations).toContain('    message: A | B;');
    expect(declarations).toMatch(/post\(args: \{\n\s+a: string;\n\s*\}\): Promise<\{/);
    expect(declarations).toMatch(/list\(args\?: \{/);
  });

  test('have docstrings that say what they are for', () => {
    const { declarations } = contractOf(
      'interface Item { a: string }\nexport interface PostArguments { items: Item[] }\ninterface PostResponse { ok: boolean }\nexport interface Methods { chat: { post: Call<PostArguments, PostResponse> } }',
    );
    const page = 'https://docs.slack.dev/reference/methods/chat.post';
    expect(declarations).toContain(
      `/**\n * The arguments of \`chat.post\`.\n * ${page}\n */\nexport interface PostArguments`,
    );
    expect(declarations).toContain(
      `/**\n * The answer to \`chat.post\`.\n * ${page}\n */\nexport interface PostResponse`,
    );
    expect(declarations).toContain('/** Part of {@link PostArguments}. */\nexport interface Item');
    expect(declarations).toMatch(/ \* The event `said`\..*\n.*\n \*\/\nexport interface Said/);
  });

  test.each([
    [
      'Call<{ channel: string; text: string; more?: string }, { ok: boolean }>',
      "{ channel: 'C012AB3CD', text: 'Hello' }",
    ],
    ['Call<{ at: number; is_on: boolean; token: string }, { ok: boolean }>', '{ at: 1, is_on: true }'],
    ["Call<{ kind: 'a' | 'b'; both: ['x', 'y'] }, { ok: boolean }>", "{ kind: 'a', both: ['x', 'y'] }"],
    ['Call<{ text: string } | { rich: string }, { ok: boolean }>', "{ text: 'Hello' }"],
    ['Call<{ parts: { user_id: string }[] }, { ok: boolean }>', "{ parts: [{ user_id: 'U012AB3CD' }] }"],
    ['Call<Tree, { ok: boolean }>', "{ text: 'Hello', parts: [] }"],
    ['Call<{ a?: string }, { ok: boolean }>', '{}'],
    ['OptionalCall<{ a?: string }, { ok: boolean }>', ''],
  ])('have an example of a call of %s', (call, args) => {
    const { declarations } = contractOf(
      `interface Tree { text: string; parts: Tree[] }\nexport interface Methods { chat: { post: ${call} } }`,
    );
    expect(declarations).toContain(`     * await havoc.slack.chat.post(${args});`);
  });

  test('refuse a construct without a rule', () => {
    expect(() => contractOf(taking('{ a: typeof value }', 'declare const value: string;'))).toThrow(
      'has no rule for typeof value',
    );
  });
});
