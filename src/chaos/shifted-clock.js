// Loaded ahead of a program, makes its Date wrong by as many milliseconds as a file says; it is read again each time
// that it changes, so that the clock jumps while the program runs. The machine's clock stays as it is. No signal tells
// of the change: one that comes while the program starts would end it.
import { readFileSync, watch } from 'node:fs';

const RealDate = Date;
let shiftMs = 0;
const now = () => RealDate.now() + shiftMs;

class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() {
    return now();
  }
  static [Symbol.hasInstance](value) {
    return value instanceof RealDate;
  }
}
Object.defineProperty(ShiftedDate, 'name', { value: 'Date' });
globalThis.Date = ShiftedDate;

function read() {
  const said = readFileSync(process.env.CHAOS_CLOCK_FILE, 'utf8');
  // It is empty for a moment while it is written.
  if (said !== '') shiftMs = Number(said);
}
watch(process.env.CHAOS_CLOCK_FILE, { persistent: false }, read);
read();
