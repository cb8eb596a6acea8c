/** True if a picture can be shown without the network: its URL contains the data, or the local Slack serves it. */
function isLocal(url: string) {
  return url.startsWith('data:image/') || URL.parse(url, location.href)?.origin === location.origin;
}

/** A picture from an app. A picture that needs the network is replaced by its alternative text. */
export function Picture({
  url,
  alt,
  className,
}: {
  url: string | undefined;
  alt: string;
  className: string;
}) {
  if (url && isLocal(url)) return <img className={className} src={url} alt={alt} />;
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
