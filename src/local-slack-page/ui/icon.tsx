/** Line drawings on a 20 × 20 grid. */
const PATHS = {
  close: 'M5 5l10 10M15 5L5 15',
  more: 'M10 5v.01M10 10v.01M10 15v.01',
  react: 'M10 17a7 7 0 1 1 5.6-11.2M7.4 8.4v.6M12.2 8.4v.6M6.8 11.8a3.6 3.6 0 0 0 6.2 0M15.5 10.5v5M13 13h5',
  smile: 'M17 10a7 7 0 1 1-14 0a7 7 0 0 1 14 0M7.4 8v.6M12.6 8v.6M6.8 11.8a3.6 3.6 0 0 0 6.4 0',
  thread: 'M17 9.5a6.5 6 0 0 1-9.6 5.3L3.5 16l1.2-3.4A6 6 0 1 1 17 9.5M7.5 8h6M7.5 11h4',
  hash: 'M8 3.5l-2 13M14 3.5l-2 13M4 7.5h13M3 12.5h13',
  lock: 'M5 9h10v7H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  plus: 'M10 4v12M4 10h12',
  send: 'M3.5 4l13.5 6-13.5 6 2-6zM5.5 10H11',
  at: 'M13 10a3 3 0 1 1-6 0a3 3 0 0 1 6 0M13 7v4.2a2 2 0 0 0 4 0V10a7 7 0 1 0-3 5.7',
  bold: 'M6.5 4.5h4.2a2.7 2.7 0 0 1 0 5.4H6.5zM6.5 9.9h5a2.8 2.8 0 0 1 0 5.6h-5z',
  italic: 'M11.5 4.5l-3 11M9 4.5h5M6 15.5h5',
  strike:
    'M3.5 10h13M13.5 6.5c-.6-1.4-2-2-3.5-2-2 0-3.6 1-3.6 2.7 0 1.3.9 2 2 2.4M6.2 13c.5 1.6 2 2.5 3.9 2.5 2.2 0 3.8-1.1 3.8-2.9 0-.5-.1-.9-.3-1.3',
  code: 'M7 6l-4 4 4 4M13 6l4 4-4 4',
  codeBlock: 'M3.5 4.5h13v11h-13zM8 8l-2 2 2 2M12 8l2 2-2 2',
  quote: 'M4 4v12M8 6h8M8 10h8M8 14h5',
  list: 'M4 5.5v.01M4 10v.01M4 14.5v.01M8 5.5h8M8 10h8M8 14.5h8',
  people:
    'M10 7.5a2.5 2.5 0 1 1-5 0a2.5 2.5 0 0 1 5 0M3 16c0-3 2-4.5 4.5-4.5S12 13 12 16M12.5 5.2a2.5 2.5 0 0 1 0 4.6M13.5 11.8c2 .4 3.5 1.8 3.5 4.2',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5M12.2 10a2.2 2.2 0 1 1-4.4 0a2.2 2.2 0 0 1 4.4 0',
  warning: 'M10 3.5l7.5 13h-15zM10 8.5v3.5M10 14.2v.01',
  down: 'M5.5 7.5l4.5 5 4.5-5',
  check: 'M4.5 10.5l3.5 4 7.5-9',
  bolt: 'M11 3L5 11.5h4.5L9 17l6-8.5h-4.5z',
  pencil: 'M4 16l.8-3.6L13.5 3.7l2.8 2.8-8.7 8.7zM11.8 5.4l2.8 2.8',
  bin: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5',
  grid: 'M4 4h4.5v4.5H4zM11.5 4H16v4.5h-4.5zM4 11.5h4.5V16H4zM11.5 11.5H16V16h-4.5z',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing. Hidden from screen readers, because the element around it has a name. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
