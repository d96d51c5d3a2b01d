/** V8 copies shorter texts; longer ones may be views of the text that they were cut from, and keep all of it in memory. */
const SHORTEST_VIEW = 13;
// oxlint-disable-next-line no-control-regex
const ONE_BYTE = /^[\0-\xff]*$/;
const NOTHING: readonly unknown[] = Object.freeze([]);

/**
 * A deep copy of plain data that takes as little memory as can be: its texts hold nothing of the document that they were cut
 * from, equal ones are one, lists have no room to grow, and all empty ones are one that cannot be changed. `known` are texts
 * that are in memory already.
 */
export function makeOwnCopy<T>(value: T, known: readonly string[]): T {
  const texts = new Map(known.map((text) => [text, text]));
  const copy = (part: unknown): unknown => {
    if (typeof part === 'string') {
      const text = texts.get(part) ?? detach(part);
      texts.set(text, text);
      return text;
    }
    if (Array.isArray(part)) return part.length === 0 ? NOTHING : part.map(copy);
    if (typeof part !== 'object' || part === null) return part;
    // What is copied whole keeps its shape in memory, which all of a kind share.
    const own: Record<string, unknown> = { ...part };
    for (const key of Object.keys(own)) own[key] = copy(own[key]);
    return own;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return copy(value) as T;
}

function detach(text: string): string {
  if (text.length < SHORTEST_VIEW) return text;
  const encoding = ONE_BYTE.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}
