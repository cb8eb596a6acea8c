import { asObject, isObject, type Json, jsonText } from '../base/index.js';

/** The members that an app sets in a view. A view in Slack's payloads has others, which havoc does not send back. */
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
/** The most blocks that Slack accepts. @see https://docs.slack.dev/reference/views/modal-views */
const MOST_BLOCKS = 100;

/** True if the view is a modal. */
export function isModal(view: Json): boolean {
  return view.type === 'modal';
}

/** Returns the block_ids of the view's inputs, in their order. Slack shows errors only on inputs. */
export function inputBlockIds(view: Json): string[] {
  return blocksOf(view).flatMap(({ type, block_id }) =>
    type === 'input' && typeof block_id === 'string' ? [block_id] : [],
  );
}

/** Returns the view with one sentence instead of its blocks, and without a submit button. */
export function waitingView(view: Json, text: string): Json {
  const { submit: _submit, submit_disabled: _disabled, ...rest } = givenOf(view);
  return { ...rest, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] };
}

/**
 * Returns the view with a line below each input that has an error. Errors for unknown blocks come first in the view. If
 * the lines do not fit, one line at the top has all errors. The blocks keep their ids, so Slack keeps what the user
 * filled in. Returns undefined if the view has no room for another line.
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
 * Returns the view with the user's input as initial values. Used to restore a view that another view has replaced, since
 * Slack forgets the input then. Files cannot be restored, since they have no initial value.
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

/** Adds initial values: `value` becomes `initial_value`, `selected_date` becomes `initial_date`, and so on. */
function withInitial(element: Json, states: Json): Json {
  const held = Object.entries(asObject(states[idOf(element.action_id)])).flatMap(([key, value]) => {
    const isEmpty = !isGiven(value) || (Array.isArray(value) && value.length === 0);
    const name = key.replace(/^(selected|rich_text)_/, '');
    return isEmpty || key === 'type' || key === 'files' ? [] : [[`initial_${name}`, value]];
  });
  return { ...element, ...Object.fromEntries(held) };
}

/** Makes a line of `plain_text`, so that Slack does not read the error as markup. */
function errorLine(text: unknown): Json {
  return { type: 'context', elements: [{ type: 'plain_text', text: `⚠️ ${wordsOf(text)}`.slice(0, 2_000) }] };
}

function givenOf(view: Json): Json {
  return Object.fromEntries(GIVEN.flatMap((key) => (isGiven(view[key]) ? [[key, view[key]]] : [])));
}

/** True if the app set the member. Slack sends null or an empty text for an unset one. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function blocksOf({ blocks }: Json): Json[] {
  return Array.isArray(blocks) ? blocks.filter(isObject) : [];
}

function wordsOf(text: unknown): string {
  return typeof text === 'string' ? text : jsonText(text);
}

/** Returns the id, or an empty text if there is none. There is no state and no error under an empty id. */
function idOf(id: unknown): string {
  return typeof id === 'string' ? id : '';
}
