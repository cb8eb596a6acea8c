import { Component, type ReactNode } from 'react';

/** Replaces a block or element that the local Slack does not display. */
export function Placeholder({ what, type }: { what: 'block' | 'element'; type: string }) {
  return (
    <div className="placeholder" role="note">
      The local Slack does not display this {what}: <code className="code">{type}</code>
    </div>
  );
}

/** Shows the fallback if its children throw, so that a malformed block does not break the page. */
export class Guard extends Component<{ fallback: ReactNode; children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? this.props.fallback : this.props.children;
  }
}
