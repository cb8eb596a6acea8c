import { readFileSync } from 'node:fs';
import { FAMILIES } from '../../src/codegen/contract.js';
import { readSources } from '../../src/codegen/read-sources.js';
import { contractOf, messageOf, taking } from './fixture.js';

const sources = readSources('src/codegen/sources.ts', FAMILIES);

test("no amendment repeats what Slack's packages declare", () => {
  expect(sources.amendments.stale()).toEqual([]);
});

test('each amendment names the page of docs.slack.dev that documents it', () => {
  const sourceless = sources.amendments.all.filter(({ source }) => source === undefined);
  expect(sources.amendments.all.length).toBeGreaterThan(150);
  expect(sourceless.map(({ id, key }) => `${id}.${key}`)).toEqual([]);
});

test('no amendment adds an event or a method that the packages declare', () => {
  const typesOf = (name: string) => {
    const union = sources.checker.getDeclaredTypeOfSymbol(sources.symbol(name));
    return (union.isUnion() ? union.types : [union]).map((event) => {
      const property = event.getProperty('type');
      const type = property && sources.checker.getTypeOfSymbol(property);
      return type?.isStringLiteral() ? type.value : undefined;
    });
  };
  const declared = new Set(typesOf('DeclaredEvent'));
  expect(typesOf('MoreEvents').filter((type) => declared.has(type))).toEqual([]);
  expect(readFileSync('node_modules/@slack/web-api/dist/methods.d.ts', 'utf8')).not.toContain(
    'AssistantSearchContext',
  );
});

const AMENDED = `
export interface Args { count: string; kept?: boolean }
export interface Amendments {
  /** https://docs.slack.dev/reference/one */
  'fixture#Args': { count: number; size?: number | string; kept?: boolean };
  'fixture#Nobody': { a: string };
}
export interface MoreArguments {
  /** https://docs.slack.dev/reference/two */
  'chat.post': { more?: string[] };
}
`;

describe('an amendment', () => {
  const made = contractOf(taking('Args', AMENDED));

  test('adds fields and replaces wrong ones, with a field for each type of value', () => {
    expect(messageOf(made.proto('chat'), 'PostRequest')).toMatch(
      /double count = [\s\S]*bool kept = [\s\S]*string size = [\s\S]*Slack's size, if it is a number[\s\S]*double size_number = /,
    );
    expect(messageOf(made.proto('chat'), 'PostRequest')).toContain('repeated string more = ');
  });

  test('is part of the TypeScript types too', () => {
    expect(made.declarations).toMatch(/interface Args \{\s+count: number;\s+size\?: number \| string;/);
    expect(made.declarations).toMatch(/post\(args: Args & \{\s+more\?: string\[\];/);
  });

  test('is stale if the declaration is the same, or if there is no declaration', () => {
    expect(made.stale).toEqual([
      'fixture#Args.kept is declared in the same way by the packages.',
      'fixture#Nobody is not declared in any package.',
    ]);
  });
});
