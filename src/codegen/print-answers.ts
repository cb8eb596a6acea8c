import { type Declared, kindsOf, type Sum } from './sum.js';

export interface AnswerPrinter {
  /** The name of the interface for an answer's object, which is printed in its turn. */
  nameOf(declared: Declared): string;
  /** An answer as a whole. */
  root(name: string, sum: Sum): string;
  /** Every interface that was named. */
  all(): { name: string; text: string }[];
}

/** Prints the answers of methods from the merged declarations: there, all is optional. */
export function createAnswerPrinter(nameFor: (declared: Declared) => string): AnswerPrinter {
  const names = new Map<Declared, string>();

  function nameOf(declared: Declared): string {
    const known = names.get(declared);
    if (known) return known;
    const name = nameFor(declared);
    names.set(declared, name);
    return name;
  }

  function members(fields: Map<string, Sum>, required: string[] = []): string {
    return [...fields]
      .map(([key, sum]) => {
        const property = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
        return `    ${property}${required.includes(key) ? '' : '?'}: ${type(sum)};`;
      })
      .join('\n');
  }

  function type(sum: Sum): string {
    const parts = kindsOf(sum).flatMap((kind): string[] => {
      if (kind === 'any') return ['unknown'];
      if (kind === 'list' && sum.list) return [listOf(type(sum.list))];
      if (kind === 'bytes') return ['Uint8Array'];
      if (kind !== 'object') return [kind];
      const map = sum.map ? [`Record<string, ${type(sum.map)}>`] : [];
      return sum.objects.length > 0 ? sum.objects.map(nameOf) : map;
    });
    if (sum.nullable) parts.push('null');
    return parts.join(' | ') || 'unknown';
  }

  return {
    nameOf,
    root(name, sum) {
      const fields = new Map(sum.objects.flatMap((object) => [...object.fields]));
      return `export interface ${name} {\n${members(fields, ['ok'])}\n}`;
    },
    all() {
      const printed: { name: string; text: string }[] = [];
      // Printing one names others, which join the end of the map.
      for (const [declared, name] of names) {
        printed.push({ name, text: `export interface ${name} {\n${members(declared.fields)}\n}` });
      }
      return printed;
    },
  };
}

function listOf(item: string): string {
  return item.includes(' ') ? `(${item})[]` : `${item}[]`;
}
