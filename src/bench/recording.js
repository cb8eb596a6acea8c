// What every app of the bench does with an event: note which it was, and when it came to the handler.
let serials = [];
let times = [];

/** @param {string} text of the event, which ends with its number */
export function record(text) {
  serials.push(Number(text.slice(text.lastIndexOf(' ') + 1)));
  times.push(Number(process.hrtime.bigint()) / 1e6);
}

// Answers the bench with how many were noted since the last report, or reports them and begins anew.
process.on('message', (question) => {
  if (question === 'count') process.send?.(serials.length);
  if (question === 'report') {
    process.send?.({ serials: Float64Array.from(serials), times: Float64Array.from(times) });
    serials = [];
    times = [];
  }
});
process.on('disconnect', () => process.exit());
