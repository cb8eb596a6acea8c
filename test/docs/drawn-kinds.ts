import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { pathOf } from './pages.js';

/** The blocks and elements that the local Slack's page draws: the keys of its two tables. */
export function drawnKinds(): { blocks: string[]; elements: string[] } {
  const folder = 'src/local-slack-page/block-kit';
  return { blocks: keysOfKinds(`${folder}/blocks.tsx`), elements: keysOfKinds(`${folder}/elements.tsx`) };
}

function keysOfKinds(path: string): string[] {
  const text = readFileSync(pathOf(path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText() !== 'kinds' || !initializer || !ts.isObjectLiteralExpression(initializer)) continue;
      return initializer.properties.flatMap((property) => property.name?.getText() ?? []);
    }
  }
  throw new Error(`${path} has no table called kinds.`);
}
