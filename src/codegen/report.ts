import type { Contract } from './contract-of.js';

const UNTYPED = new Set<unknown>(['value', 'struct']);

/** The size of the contract, and the fields that are untyped JSON. */
export interface Report {
  methods: number;
  messages: number;
  fields: number;
  /** The untyped fields, such as `havoc.slack.chat.v1.PostMessageRequest.metadata`. */
  untyped: string[];
}

export function reportOn({ model, methods }: Contract): Report {
  const messages = model.packages.flatMap((pkg) => pkg.messages);
  const fields = messages.flatMap(({ fullName, fields }) =>
    fields.filter(({ key }) => key !== '').map(({ name, of }) => ({ at: `${fullName}.${name}`, of })),
  );
  return {
    methods: methods.length,
    messages: messages.length,
    fields: fields.length,
    untyped: fields.filter(({ of }) => UNTYPED.has(of)).map(({ at }) => at),
  };
}

/** Returns the report as one line. */
export function summaryOf({ methods, messages, fields, untyped }: Report): string {
  const share = ((untyped.length / fields) * 100).toFixed(1);
  return `${methods} methods, ${messages} messages, ${fields} fields, of which ${untyped.length} (${share}%) are untyped JSON.`;
}
