import type { ElementKind } from '../block-kind.js';
import { useElement } from '../host.js';
import type { Element, Text } from '../json.js';
import { plainString } from '../plain-string.js';
import { Failed } from './failed.js';

interface DatepickerElement extends Element {
  /** YYYY-MM-DD. */
  initial_date?: string;
  placeholder?: Text;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element */
export const datepicker: ElementKind = { Show: Datepicker };

function Datepicker({ element }: { element: DatepickerElement }) {
  const { place, status, held, put } = useElement(element);
  return (
    <span className="select-place">
      <input
        type="date"
        id={place.field?.id}
        className="text-input date-input"
        aria-label={place.field ? undefined : plainString(element.placeholder) || 'Pick a date'}
        aria-labelledby={place.field?.labelId}
        aria-describedby={place.field?.describedBy}
        aria-invalid={place.field?.invalid || undefined}
        value={held?.selected_date ?? ''}
        onChange={(event) => void put({ type: element.type, selected_date: event.target.value || null })}
      />
      {status === 'failed' && <Failed />}
    </span>
  );
}
