import { Component, type ReactNode } from 'react';

/** Stands where a block or an element would, that the local Slack does not draw. */
export function Placeholder({ what, type }: { what: 'block' | 'element'; type: string }) {
  return (
    <div className="placeholder" role="note">
      The local Slack does not draw the {what} <code className="code">{type}</code>
    </div>
  );
}

/** Keeps a malformed block from taking the page with it. */
export class Guard extends Component<{ fallback: ReactNode; children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? this.props.fallback : this.props.children;
  }
}
