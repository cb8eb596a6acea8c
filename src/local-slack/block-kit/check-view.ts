import { isObject } from '../../base/index.js';
import { checkBlocks, hasInput } from '../../block-kit/index.js';
import type { ViewPayload } from '../apps/views.js';
import type { Block, PlainText } from '../model.js';
import { refusal } from '../refusal.js';

/**
 * Checks a view that the app sent, and reduces it to the fields that the local Slack knows.
 *
 * @param type the type of view that is expected
 * @throws refusal `invalid_arguments`, with the problems in `response_metadata.messages`
 */
export function toViewPayload(given: unknown, type: 'modal' | 'home'): ViewPayload {
  const problems = isObject(given)
    ? checkView(given, type)
    : ['[ERROR] must provide an object [json-pointer:/view]'];
  if (problems.length > 0 || !isObject(given)) {
    throw refusal('invalid_arguments', `Slack would reject this view: ${problems.join('; ')}`, problems);
  }
  return {
    type,
    title: toPlainText(given.title),
    submit: toPlainText(given.submit),
    close: toPlainText(given.close),
    blocks: given.blocks as Block[],
    callback_id: toText(given.callback_id),
    external_id: toText(given.external_id),
    private_metadata: toText(given.private_metadata),
    clear_on_close: given.clear_on_close === true,
    notify_on_close: given.notify_on_close === true,
    submit_disabled: given.submit_disabled === true,
  };
}

function checkView(view: Record<string, unknown>, type: 'modal' | 'home'): string[] {
  const problems = checkBlocks(view.blocks, { most: 100, pointer: '/view/blocks' });
  const report = (message: string, pointer: string) =>
    problems.push(`[ERROR] ${message} [json-pointer:/view${pointer}]`);
  if (view.type !== type) report(`unsupported type: ${String(view.type)}`, '/type');
  if (type === 'modal') checkTitles(view, report);
  if (String(view.callback_id ?? '').length > 255) report('must be less than 256 characters', '/callback_id');
  if (String(view.private_metadata ?? '').length > 3000)
    report('must be less than 3001 characters', '/private_metadata');
  return problems;
}

function checkTitles(
  view: Record<string, unknown>,
  report: (message: string, pointer: string) => void,
): void {
  if (!view.title) report('missing required field: title', '');
  for (const name of ['title', 'submit', 'close']) {
    const value = view[name];
    if (value === undefined || value === null) continue;
    const plain = toPlainText(value);
    if (!plain) report('must provide an object of type plain_text', `/${name}`);
    else if (plain.text.length > 24) report('must be less than 25 characters', `/${name}/text`);
  }
  if (!view.submit && Array.isArray(view.blocks) && hasInput(view.blocks.filter(isObject) as Block[])) {
    report('`submit` is required when an `input` block is used', '/submit');
  }
}

function toPlainText(value: unknown): PlainText | undefined {
  if (!isObject(value) || value.type !== 'plain_text' || typeof value.text !== 'string') return undefined;
  return {
    type: 'plain_text',
    text: value.text,
    ...(value.emoji !== undefined && { emoji: value.emoji === true }),
  };
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
