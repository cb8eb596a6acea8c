import { directElements } from './elements.js';
import { type Block, type Fields, isFields } from './model.js';

/** Reports a problem at a JSON pointer, in Slack's format: `[ERROR] … [json-pointer:/blocks/0/text]`. */
type Report = (message: string, pointer: string) => void;
type Check = (value: unknown, pointer: string, report: Report) => void;

/**
 * Finds the problems for which Slack would reject these blocks: unknown types, wrong shapes, exceeded limits
 * and duplicate ids. docs.slack.dev/reference/block-kit/blocks
 *
 * @param most the maximum number of blocks: 50 in a message, 100 in a view
 * @returns lines for `response_metadata.messages`; empty if there is no problem
 */
export function checkBlocks(
  blocks: unknown,
  { most, pointer = '/blocks' }: { most: number; pointer?: string },
): string[] {
  const problems: string[] = [];
  const report: Report = (message, at) => problems.push(`[ERROR] ${message} [json-pointer:${at}]`);
  if (!Array.isArray(blocks)) {
    report('must provide an array', pointer);
    return problems;
  }
  if (blocks.length > most) report(`no more than ${most} items allowed`, pointer);
  blocks.forEach((block, index) => {
    checkBlock(block, `${pointer}/${index}`, report);
  });
  checkDuplicates(blocks.filter(isBlock), report);
  return problems;
}

/** True if one of the blocks is an input. A modal with an input needs a submit button. */
export function hasInput(blocks: readonly Block[]): boolean {
  return blocks.some(({ type }) => type === 'input');
}

function isBlock(value: unknown): value is Block {
  return isFields(value) && typeof value.type === 'string';
}

function checkBlock(block: unknown, pointer: string, report: Report): void {
  const fields = isBlock(block) ? BLOCKS[block.type] : undefined;
  if (!isFields(block)) report('must provide an object', pointer);
  else if (!isBlock(block)) report('missing required field: type', pointer);
  else if (!fields) report(`unsupported type: ${block.type}`, `${pointer}/type`);
  else {
    length(255)(block.block_id, `${pointer}/block_id`, report);
    checkFields(fields, block, pointer, report);
    checkEither(EITHER.get(block.type) ?? [], block, pointer, report);
  }
}

function checkEither(names: readonly string[], of: Fields, pointer: string, report: Report): void {
  if (names.length === 0 || names.some((name) => of[name] !== undefined && of[name] !== null)) return;
  report(`must define either ${names.map((name) => `\`${name}\``).join(' or ')}`, pointer);
}

function checkFields(fields: Record<string, Check>, of: Fields, pointer: string, report: Report): void {
  for (const [name, check] of Object.entries(fields)) {
    if (!name.endsWith('?')) {
      if (of[name] === undefined || of[name] === null) report(`missing required field: ${name}`, pointer);
      else check(of[name], `${pointer}/${name}`, report);
      continue;
    }
    const optional = name.slice(0, -1);
    if (of[optional] !== undefined && of[optional] !== null)
      check(of[optional], `${pointer}/${optional}`, report);
  }
}

function checkDuplicates(blocks: readonly Block[], report: Report): void {
  const blockIds = new Set<string>();
  blocks.forEach(({ block_id }, index) => {
    if (block_id && blockIds.has(block_id))
      report(`block_id \`${block_id}\` already exists`, `/blocks/${index}/block_id`);
    if (block_id) blockIds.add(block_id);
  });
  blocks.forEach((block, index) => {
    const actionIds = directElements(block).flatMap(({ action_id }) =>
      action_id ? [String(action_id)] : [],
    );
    for (const id of new Set(actionIds.filter((one, at) => actionIds.indexOf(one) !== at))) {
      report(`action_id \`${id}\` already exists`, `/blocks/${index}/elements`);
    }
  });
}

const anything: Check = () => undefined;

const length =
  (most: number): Check =>
  (value, pointer, report) => {
    if (value === undefined || value === null) return;
    if (typeof value !== 'string') report('must be a string', pointer);
    else if (value.length > most) report(`must be less than ${most + 1} characters`, pointer);
  };

const text =
  (most: number, plainOnly = false): Check =>
  (value, pointer, report) => {
    if (!isFields(value)) return report('must provide an object', pointer);
    if (value.type !== 'plain_text' && (plainOnly || value.type !== 'mrkdwn')) {
      return report(`unsupported type: ${String(value.type)}`, `${pointer}/type`);
    }
    if (typeof value.text !== 'string') return report('must be a string', `${pointer}/text`);
    if (value.text.length === 0) report('must be more than 0 characters', `${pointer}/text`);
    length(most)(value.text, `${pointer}/text`, report);
  };

const list =
  (check: Check, most: number): Check =>
  (value, pointer, report) => {
    if (!Array.isArray(value)) return report('must provide an array', pointer);
    if (value.length === 0) report('must provide at least 1 item', pointer);
    if (value.length > most) report(`no more than ${most} items allowed`, pointer);
    value.forEach((one, index) => {
      check(one, `${pointer}/${index}`, report);
    });
  };

const option: Check = (value, pointer, report) => {
  if (!isFields(value)) return report('must provide an object', pointer);
  checkFields({ text: text(75), value: length(150), 'description?': text(75) }, value, pointer, report);
};

const optionGroup: Check = (value, pointer, report) => {
  if (!isFields(value)) return report('must provide an object', pointer);
  checkFields({ label: text(75, true), options: list(option, 100) }, value, pointer, report);
};

const ELEMENTS: Record<string, Record<string, Check>> = {
  button: { text: text(75, true), 'value?': length(2000), 'url?': length(3000) },
  image: { alt_text: length(2000) },
  static_select: { 'options?': list(option, 100), 'option_groups?': list(optionGroup, 100) },
  multi_static_select: { 'options?': list(option, 100), 'option_groups?': list(optionGroup, 100) },
  overflow: { options: list(option, 5) },
  checkboxes: { options: list(option, 10) },
  radio_buttons: { options: list(option, 10) },
  plain_text_input: { 'placeholder?': text(150, true), 'initial_value?': length(3000) },
  number_input: { is_decimal_allowed: anything },
};

const element: Check = (value, pointer, report) => {
  if (!isFields(value)) return report('must provide an object', pointer);
  if (typeof value.type !== 'string') return report('missing required field: type', pointer);
  length(255)(value.action_id, `${pointer}/action_id`, report);
  if (value.type.endsWith('static_select') && !value.options && !value.option_groups) {
    report('missing required field: options', pointer);
  }
  checkFields(ELEMENTS[value.type] ?? {}, value, pointer, report);
};

const contextElement: Check = (value, pointer, report) => {
  if (isFields(value) && value.type === 'image') return element(value, pointer, report);
  text(3000)(value, pointer, report);
};

/** The checks for each field of a block, by block type. A field whose name ends with `?` is optional. */
const BLOCKS: Record<string, Record<string, Check>> = {
  section: { 'text?': text(3000), 'fields?': list(text(2000), 10), 'accessory?': element },
  header: { text: text(150, true) },
  context: { elements: list(contextElement, 10) },
  divider: {},
  image: { alt_text: length(2000), 'title?': text(2000, true) },
  actions: { elements: list(element, 25) },
  input: { label: text(2000, true), element, 'hint?': text(2000, true) },
  rich_text: { elements: anything },
  markdown: { text: length(12_000) },
  video: { alt_text: anything, title: anything, thumbnail_url: anything, video_url: anything },
  file: { external_id: anything, source: anything },
  call: { call_id: anything },
  table: { rows: anything },
  data_table: { rows: anything, caption: anything },
  data_visualization: { title: length(50), chart: anything },
  container: { child_blocks: anything },
  context_actions: { elements: anything },
  plan: {},
  task_card: {},
  card: {},
  carousel: {},
  alert: {},
};

/** A block must have at least one of these fields. By block type. */
const EITHER = new Map([
  ['section', ['fields', 'text']],
  ['image', ['image_url', 'slack_file']],
]);
