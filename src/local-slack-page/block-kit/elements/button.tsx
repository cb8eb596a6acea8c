import { isSafeUrl } from '../../mrkdwn/parse-token.js';
import type { ElementKind } from '../block-kind.js';
import { useElement } from '../host.js';
import type { Element, Text } from '../json.js';
import { TextObject } from '../text.js';
import { Failed } from './failed.js';

interface ButtonElement extends Element {
  text: Text;
  style?: 'primary' | 'danger';
  url?: string;
  accessibility_label?: string;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const button: ElementKind = { Show: Button };

function Button({ element }: { element: ButtonElement }) {
  const { status, act } = useElement(element);
  const press = () => {
    if (element.url && isSafeUrl(element.url)) window.open(element.url, '_blank', 'noreferrer');
    void act();
  };
  const style = element.style === 'primary' || element.style === 'danger' ? ` button-${element.style}` : '';
  return (
    <span className="button-place">
      <button
        type="button"
        className={`button button-block${style}`}
        aria-label={element.accessibility_label}
        aria-busy={status === 'waiting'}
        disabled={status === 'waiting'}
        onClick={press}
      >
        <span className={status === 'waiting' ? 'button-text button-text-waiting' : 'button-text'}>
          <TextObject text={element.text} />
        </span>
        {status === 'waiting' && <span className="spinner" aria-hidden="true" />}
      </button>
      {status === 'failed' && <Failed />}
    </span>
  );
}
