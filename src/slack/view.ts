import { asObject, isObject, type Json, jsonText } from '../base/index.js';

/** What an app gives for a view; a view that Slack shows back has more. */
const GIVEN = [
  'type',
  'title',
  'blocks',
  'close',
  'submit',
  'callback_id',
  'external_id',
  'private_metadata',
  'clear_on_close',
  'notify_on_close',
  'submit_disabled',
];
/** Slack takes no more. @see https://docs.slack.dev/reference/views/modal-views */
const MOST_BLOCKS = 100;

/** Whether it is shown over the rest, with a title. */
export function isModal(view: Json): boolean {
  return view.type === 'modal';
}

/** The block_ids of a view's inputs, in their order: errors can stand on these alone. */
export function inputBlockIds(view: Json): string[] {
  return blocksOf(view).flatMap(({ type, block_id }) =>
    type === 'input' && typeof block_id === 'string' ? [block_id] : [],
  );
}

/** The view again with one sentence in the place of all that was in it, and nothing to submit. */
export function waitingView(view: Json, text: string): Json {
  const { submit: _submit, submit_disabled: _disabled, ...rest } = givenOf(view);
  return { ...rest, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] };
}

/**
 * The view again with a line under each input that has an error, or at the top where no block has its name; what
 * is filled in stays, since the blocks keep their ids. Undefined where the view has no room for another line.
 */
export function viewWithErrors(view: Json, errors: Json): Json | undefined {
  const blocks = blocksOf(view);
  const ids = new Set(blocks.map(({ block_id }) => block_id));
  const strays = Object.entries(errors).filter(([id]) => !ids.has(id));
  const shown = [
    ...strays.map(([, text]) => errorLine(text)),
    ...blocks.flatMap((block) => {
      const text = errors[idOf(block.block_id)];
      return text === undefined ? [block] : [block, errorLine(text)];
    }),
  ];
  if (shown.length <= MOST_BLOCKS) return { ...givenOf(view), blocks: shown };
  if (blocks.length >= MOST_BLOCKS) return undefined;
  const together = errorLine(Object.values(errors).map(wordsOf).join('\n'));
  return { ...givenOf(view), blocks: [together, ...blocks] };
}

/**
 * The view again, in which what the person had filled in is what is there at first: for where another view stood
 * meanwhile, and Slack has forgotten it. Files aside, which cannot be.
 *
 * @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export function viewAsFilledIn(view: Json): Json {
  const values = asObject(asObject(view.state).values);
  const blocks = blocksOf(view).map((block) => {
    const states = asObject(values[idOf(block.block_id)]);
    const filled = (element: unknown) => withInitial(asObject(element), states);
    return {
      ...block,
      ...('element' in block && { element: filled(block.element) }),
      ...('accessory' in block && { accessory: filled(block.accessory) }),
      ...(block.type === 'actions' &&
        Array.isArray(block.elements) && { elements: block.elements.map(filled) }),
    };
  });
  return { ...view, blocks };
}

/** `value` becomes `initial_value`, `selected_date` becomes `initial_date`, and so on. */
function withInitial(element: Json, states: Json): Json {
  const held = Object.entries(asObject(states[idOf(element.action_id)])).flatMap(([key, value]) => {
    const isEmpty = !isGiven(value) || (Array.isArray(value) && value.length === 0);
    const name = key.replace(/^(selected|rich_text)_/, '');
    return isEmpty || key === 'type' || key === 'files' ? [] : [[`initial_${name}`, value]];
  });
  return { ...element, ...Object.fromEntries(held) };
}

/** plain_text, so that nothing in it is taken for markup. */
function errorLine(text: unknown): Json {
  return { type: 'context', elements: [{ type: 'plain_text', text: `⚠️ ${wordsOf(text)}`.slice(0, 2_000) }] };
}

function givenOf(view: Json): Json {
  return Object.fromEntries(GIVEN.flatMap((key) => (isGiven(view[key]) ? [[key, view[key]]] : [])));
}

/** Slack shows what was not given as null or as an empty text. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function blocksOf({ blocks }: Json): Json[] {
  return Array.isArray(blocks) ? blocks.filter(isObject) : [];
}

function wordsOf(text: unknown): string {
  return typeof text === 'string' ? text : jsonText(text);
}

/** A block without an id of its own has none that anything else could stand under. */
function idOf(id: unknown): string {
  return typeof id === 'string' ? id : '';
}
