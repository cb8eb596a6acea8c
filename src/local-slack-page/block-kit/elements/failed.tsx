import { Icon } from '../../ui/icon.js';

/** Slack's warning sign beside an element whose last act failed. */
export function Failed() {
  return (
    <span
      className="failed"
      role="img"
      aria-label="The app did not answer"
      title="The app did not answer. Try again."
    >
      <Icon name="warning" />
    </span>
  );
}
