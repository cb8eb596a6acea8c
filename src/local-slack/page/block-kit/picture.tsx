/** Whether a picture can be shown without the network: its data is in the address, or the local Slack serves it. */
function isAtHand(url: string) {
  return url.startsWith('data:image/') || URL.parse(url, location.href)?.origin === location.origin;
}

/** A picture that an app shows. One that only the network has is told by its alternative text instead. */
export function Picture({
  url,
  alt,
  className,
}: {
  url: string | undefined;
  alt: string;
  className: string;
}) {
  if (url && isAtHand(url)) return <img className={className} src={url} alt={alt} />;
  return (
    <span
      className={`${className} picture-away`}
      role="img"
      aria-label={alt}
      title={url ? `${alt} (${url})` : alt}
    >
      {alt}
    </span>
  );
}
