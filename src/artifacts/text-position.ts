/** A place in a text: 1-based line, 1-based column in UTF-16 units. */
export interface TextPosition {
  line: number;
  column: number;
}

/** Maps an offset in UTF-16 units to its place. Lines end at LF, so the CR of a CRLF is the last column of its line. */
export type Locate = (offset: number) => TextPosition;

/** Indexes the lines of `text` once; each lookup is then a binary search. */
export function createLocator(text: string): Locate {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
