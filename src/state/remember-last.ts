/** The same reading of a text, which is not done again for the text that was read last. What it gives is not to be changed. */
export function rememberLast<T>(read: (text: string) => T): (text: string) => T {
  let last: { text: string; found: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, found: read(text) };
    return last.found;
  };
}
