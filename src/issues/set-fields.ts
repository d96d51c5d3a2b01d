/** What a field is to hold; undefined leaves it as it is. */
export type FieldChanges = Readonly<Record<string, unknown>>;

/**
 * Sets fields of a JSON object in its text. All other bytes stay: values that JavaScript would write otherwise, such as
 * 1.0 or a number of thirty digits, keep their form. `text` has to be a valid JSON object.
 */
export function setFields(text: string, changes: FieldChanges): string {
  let changed = text;
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined) changed = setField(changed, key, JSON.stringify(value));
  }
  return changed;
}

function setField(text: string, key: string, json: string): string {
  const { members, end } = readMembers(text);
  // Of a repeated key the last one counts.
  const member = members.findLast((one) => one.key === key);
  if (member !== undefined) return text.slice(0, member.from) + json + text.slice(member.to);
  const before = text.slice(0, end).trimEnd();
  const comma = members.length === 0 ? '' : ',';
  return `${before}${comma}${JSON.stringify(key)}:${json}${text.slice(before.length)}`;
}

/** The text of one value of a JSON object, as it stands there; undefined where there is none. */
export function pickField(text: string, key: string): string | undefined {
  const member = readMembers(text).members.findLast((one) => one.key === key);
  return member === undefined ? undefined : text.slice(member.from, member.to);
}

/** JSON on one line: only the white space between values goes. */
export function flattenJson(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (part) => (part.startsWith('"') ? part : ''));
}

interface Member {
  key: string;
  /** Where its value begins and ends. */
  from: number;
  to: number;
}

const TEXT = /"(?:[^"\\]|\\.)*"/y;

/** The members of the outermost object, and where its closing brace is. */
function readMembers(text: string): { members: Member[]; end: number } {
  const members: Member[] = [];
  let depth = 0;
  let key: string | undefined;
  let from = -1;
  const close = (at: number): void => {
    if (key !== undefined && from !== -1) {
      members.push({ key, from, to: from + text.slice(from, at).trimEnd().length });
    }
    key = undefined;
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (depth === 1 && key !== undefined && from === -1 && !/[\s:]/.test(character)) from = at;
    if (character === '"') {
      TEXT.lastIndex = at;
      const quoted = TEXT.exec(text)?.[0] ?? '"';
      if (depth === 1 && key === undefined) key = String(JSON.parse(quoted));
      at += quoted.length - 1;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) {
        close(at);
        return { members, end: at };
      }
    } else if (character === ',' && depth === 1) close(at);
  }
  throw new Error('The text is not a JSON object.');
}
