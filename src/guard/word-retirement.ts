/** How the Decision Log of a plan says that a sentinel may go, so that `readSentinels` finds it retired. */
export function wordRetirement(sentinel: string): string {
  return `Retire the sentinel ${quoteSpan(sentinel)}.`;
}

/** Inline code needs more backticks around it than it has in a row itself. */
function quoteSpan(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return longest === 0 ? `${ticks}${text}${ticks}` : `${ticks} ${text} ${ticks}`;
}
