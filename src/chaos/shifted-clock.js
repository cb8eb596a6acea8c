// Loaded before a program, this shifts its Date by the number of milliseconds in a file. The file is read again after
// each change, so the clock jumps while the program runs. The machine's clock is unchanged. The change is not
// announced by a signal, because a signal during the start would end the program.
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
  // The file is empty for a moment while it is being written.
  if (said !== '') shiftMs = Number(said);
}
watch(process.env.CHAOS_CLOCK_FILE, { persistent: false }, read);
read();
