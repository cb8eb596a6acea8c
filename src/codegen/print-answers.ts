import { type Declared, kindsOf, type Sum } from './sum.js';

export interface AnswerPrinter {
  /** Returns the name of the interface for an object in an answer, and schedules the interface for printing. */
  nameOf(declared: Declared): string;
  /** Prints a whole answer. */
  root(name: string, sum: Sum): string;
  /** Prints all interfaces that were named. */
  all(): { name: string; text: string }[];
}

/** Creates a printer for the answers of methods. Every member except `ok` is optional, since the sources were merged. */
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
      // Printing an interface may name others. They are added to the map, so this loop prints them too.
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
