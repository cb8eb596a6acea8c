// Every app of the bench records which events reached its handler, and when.
let serials = [];
let times = [];

/** @param {string} text the event's text, which ends with its number */
export function record(text) {
  serials.push(Number(text.slice(text.lastIndexOf(' ') + 1)));
  times.push(Number(process.hrtime.bigint()) / 1e6);
}

// Tells the bench how many events were recorded since the last report, or reports and clears them.
process.on('message', (question) => {
  if (question === 'count') process.send?.(serials.length);
  if (question === 'report') {
    process.send?.({ serials: Float64Array.from(serials), times: Float64Array.from(times) });
    serials = [];
    times = [];
  }
});
process.on('disconnect', () => process.exit());
