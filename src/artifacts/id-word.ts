// Ids stand in trailers and subjects of commits. White space and control characters would break their lines, format
// characters would hide there, and half a surrogate pair does not come back from Git as it went in.
const ID_WORD = /^ *[^\s\p{Cc}\p{Cf}\p{Cs}]{1,100} *$/u;

/** Whether a text is one visible word, short enough to name something in a commit; spaces around it do not count. */
export function isIdWord(text: string): boolean {
  return ID_WORD.test(text);
}
