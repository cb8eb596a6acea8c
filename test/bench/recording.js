// What both apps do with an event: note how long it took from Slack's request to the handler.
let latencies = [];

/** @param {string} text of the event, which ends with the time at which it was sent */
export function record(text) {
  const sentAt = Number(text.slice(text.lastIndexOf(' ') + 1));
  latencies.push(performance.timeOrigin + performance.now() - sentAt);
}

// Answers each question of the bench with all that was noted since the one before, and the CPU used.
process.on('message', () => {
  const taken = latencies;
  latencies = [];
  const { user, system } = process.cpuUsage();
  process.send?.({ latencies: taken, cpuMicros: user + system });
});
