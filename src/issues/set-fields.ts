import type { JsonPath } from '../artifacts/json-source.ts';

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
  // An object with a member to a line gets one more line.
  const [, gap = ''] = /^[^{]*\{(\s*\n\s*)"/.exec(text) ?? [];
  const colon = gap === '' ? ':' : ': ';
  return `${before}${comma}${gap}${JSON.stringify(key)}${colon}${json}${text.slice(before.length)}`;
}

/** Sets fields of the object at a path in a JSON text, where there is one. All other bytes stay. */
export function setFieldsAt(text: string, path: JsonPath, changes: FieldChanges): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return mark + setBelow(text.slice(mark.length), path, changes);
}

function setBelow(text: string, [first, ...rest]: JsonPath, changes: FieldChanges): string {
  if (first === undefined) return setFields(text, changes);
  const { members } = typeof first === 'number' ? readElements(text) : readMembers(text);
  const member = members.findLast((one) => one.key === String(first));
  if (member === undefined) return text;
  const inner = setBelow(text.slice(member.from, member.to), rest, changes);
  return text.slice(0, member.from) + inner + text.slice(member.to);
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

/** The elements of the outermost list, by their numbers. */
function readElements(text: string): { members: Member[] } {
  const members: Member[] = [];
  let depth = 0;
  let from = -1;
  const close = (at: number): void => {
    if (from !== -1)
      members.push({ key: String(members.length), from, to: from + text.slice(from, at).trimEnd().length });
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (depth === 1 && from === -1 && !/[\s,\]]/.test(character)) from = at;
    if (character === '"') {
      TEXT.lastIndex = at;
      at += (TEXT.exec(text)?.[0] ?? '"').length - 1;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) {
        close(at);
        return { members };
      }
    } else if (character === ',' && depth === 1) close(at);
  }
  throw new Error('The text is not a JSON list.');
}
