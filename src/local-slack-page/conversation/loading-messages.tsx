/** Takes the place of messages until they are read. The text appears only if that takes long. */
export function LoadingMessages({ failure }: { failure: string | undefined }) {
  return (
    <div className="message-list message-list-loading" aria-busy={failure === undefined}>
      {failure === undefined ? (
        <p className="late" role="status">
          Loading messages…
        </p>
      ) : (
        <p role="alert">{failure}</p>
      )}
    </div>
  );
}
