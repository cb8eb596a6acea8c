// Loaded ahead of a program, makes its Date wrong by as many milliseconds as a file says; it is read again at each
// SIGUSR2, so that the clock jumps while the program runs. The machine's clock stays as it is.
import { readFileSync } from 'node:fs';

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
  shiftMs = Number(readFileSync(process.env.CHAOS_CLOCK_FILE, 'utf8'));
}
read();
process.on('SIGUSR2', read);
