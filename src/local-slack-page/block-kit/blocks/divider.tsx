/** https://docs.slack.dev/reference/block-kit/blocks/divider-block */
export function Divider() {
  return <hr className="block divider" />;
}
