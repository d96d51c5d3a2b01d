/**
 * Puts lines below the line on which `offset` stands, or ends, with the line end that is used there; an empty line parts
 * them from text that follows at once, unless that is an item of a list. Whether the text ends with a line end stays as it was.
 */
export function insertBelow(text: string, offset: number, lines: readonly string[]): string {
  const from = text[offset - 1] === '\n' ? offset - 1 : offset;
  const newline = text.indexOf('\n', from);
  const eol = findLineEnd(text, newline);
  const at = newline === -1 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
  const rest = text.slice(at);
  const isParted = rest === '' || /^\r?\n[ \t]*(?:(?:[-+*]|\d+[.)])[ \t]|\r?\n|$)/.test(rest);
  return `${text.slice(0, at)}${eol}${lines.join(eol)}${isParted ? '' : eol}${rest}`;
}

function findLineEnd(text: string, newline: number): string {
  const known = newline === -1 ? text.lastIndexOf('\n') : newline;
  return text[known - 1] === '\r' ? '\r\n' : '\n';
}
