import type { Figure } from './figures.js';

/** A group of bars for comparison. */
export interface Panel {
  title: string;
  /** The number of decimals of the figures at the bars. */
  digits: number;
  bars: Bar[];
}

export interface Bar {
  label: string;
  /** The pieces of a stacked bar. If there is only one, a whisker shows its spread. */
  pieces: { name?: string; figure: Figure }[];
}

const WIDTH = 900;
const LABELS = 250;
const NUMBERS = 130;
const BAR = 22;
const GAP = 8;
const HEAD = 44;
const COLOURS = ['#3b6fb6', '#e08a3c', '#6aa56a', '#a06bb0'];
const FONT = 'font-family="system-ui, sans-serif" font-size="13"';

/** Draws panels of horizontal bars, one below the other, as a standalone SVG. */
export function toSvg(panels: readonly Panel[]): string {
  const heights = panels.map(({ bars }) => HEAD + bars.length * (BAR + GAP) + GAP);
  const tops = heights.map((_, place) => heights.slice(0, place).reduce((sum, height) => sum + height, 0));
  const height = heights.reduce((sum, one) => sum + one, 0) + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ${FONT}>`,
    `<title>${panels.map(({ title }) => asContent(title)).join('; ')}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...panels.map((panel, place) => drawPanel(panel, tops[place] ?? 0)),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, digits, bars }: Panel, top: number): string {
  const most = Math.max(...bars.map(({ pieces }) => Math.max(totalOf(pieces), ...pieces.map(mostOf))));
  const scale = (value: number) => (value / most) * (WIDTH - LABELS - NUMBERS);
  const names = [...new Set(bars.flatMap(({ pieces }) => pieces.flatMap(({ name }) => name ?? [])))];
  const colourOf = (name: string | undefined) => COLOURS[Math.max(0, names.indexOf(name ?? ''))] ?? '#888888';
  return [
    text(GAP, top + 26, title, 'font-weight="600"'),
    ...names.map((name, place) =>
      drawKey(name, colourOf(name), WIDTH - (names.length - place) * 110, top + 26),
    ),
    ...bars.map((bar, place) => drawBar(bar, top + HEAD + place * (BAR + GAP), { digits, scale, colourOf })),
  ].join('\n');
}

interface Drawing {
  digits: number;
  scale: (value: number) => number;
  colourOf: (name: string | undefined) => string;
}

function drawBar({ label, pieces }: Bar, top: number, { digits, scale, colourOf }: Drawing): string {
  const middle = top + BAR / 2;
  let left = LABELS;
  const drawn = pieces.map(({ name, figure }) => {
    const width = scale(figure.median);
    const piece = `<rect x="${px(left)}" y="${top}" width="${px(width)}" height="${BAR}" fill="${colourOf(name)}"/>`;
    left += width;
    return piece;
  });
  const [only] = pieces;
  const whisker = pieces.length === 1 && only ? drawWhisker(only.figure, middle, scale) : '';
  const end = Math.max(left, pieces.length === 1 && only ? LABELS + scale(only.figure.most) : 0);
  const number = totalOf(pieces).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return [text(GAP, middle + 4, label), ...drawn, whisker, text(end + GAP, middle + 4, number)].join('\n');
}

function drawWhisker({ least, most }: Figure, middle: number, scale: (value: number) => number): string {
  const [from, to] = [LABELS + scale(least), LABELS + scale(most)].map(px);
  return `<path d="M${from} ${middle}H${to}M${from} ${middle - 5}v10M${to} ${middle - 5}v10" stroke="#222222" fill="none"/>`;
}

function drawKey(name: string, colour: string, left: number, baseline: number): string {
  return `<rect x="${left}" y="${baseline - 11}" width="12" height="12" fill="${colour}"/>\n${text(left + 18, baseline, name)}`;
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" fill="#222222" ${more}>${asContent(content)}</text>`;
}

const asContent = (content: string) => content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const px = (value: number) => value.toFixed(1);
const totalOf = (pieces: Bar['pieces']) => pieces.reduce((sum, { figure }) => sum + figure.median, 0);
const mostOf = ({ figure }: Bar['pieces'][number]) => figure.most;
