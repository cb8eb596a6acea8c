// This is JavaScript because jest loads it outside of its own transforms.
export function applyEdits(source, edits) {
  let result = '';
  let position = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    result += source.slice(position, start) + text;
    position = end;
  }
  return result + source.slice(position);
}
