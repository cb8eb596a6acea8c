import { Document, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { MadeManifest } from './manifest-of.js';

/** Comments on the texts that only the app's author can write. */
const YOURS: Record<string, string> = {
  description: 'say what it does',
  usage_hint: 'describe its arguments',
  assistant_description: 'say what it can do',
  agent_description: 'say what it can do',
};

/** Formats a manifest as YAML. Comments say why each scope is there, and which texts to write. */
export function toYaml({ manifest, reasons }: MadeManifest): string {
  const document = new Document(manifest);
  for (const scope of scalarsAt(document, ['oauth_config', 'scopes', 'bot'])) {
    comment(scope, reasons.get(String(scope.value)));
  }
  for (const feature of ['slash_commands', 'shortcuts', 'assistant_view', 'agent_view']) {
    const node = document.getIn(['features', feature], true);
    for (const one of isSeq(node) ? node.items : [node]) {
      if (!isMap(one)) continue;
      for (const [key, text] of Object.entries(YOURS)) comment(one.get(key, true), text);
    }
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function scalarsAt(document: Document, path: string[]): Scalar[] {
  const node = document.getIn(path, true);
  return isSeq(node) ? node.items.filter((item) => isScalar(item)) : [];
}

function comment(node: unknown, text: string | undefined): void {
  if (isScalar(node) && text !== undefined) node.comment = ` ${text}`;
}
