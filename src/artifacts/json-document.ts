import { fail, type Result, succeed } from '../result.ts';

/** A parsed JSON text that still knows where each of its values stands. */
export interface JsonDocument {
  value: unknown;
  /** Offset of the value at `path`, or of the nearest value around it that exists. */
  find: (path: readonly (string | number)[]) => number;
  /** Every key of every object in the order of the text; `isRepeated` when its object had it before. */
  keys: { key: string; offset: number; isRepeated: boolean }[];
}

/** Why a text is not JSON, and where. */
export interface JsonFailure {
  offset: number;
  message: string;
}

interface JsonNode {
  offset: number;
  children: Map<string | number, JsonNode>;
}

/** How deep values may be nested. */
export const MAX_DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;

/**
 * Parses strict JSON. The positions come from a reader of its own, since `JSON.parse` keeps none and its message gives
 * them only in some versions of Node; the value comes from `JSON.parse`.
 */
export function parseJson(text: string): Result<JsonDocument, JsonFailure> {
  const keys: JsonDocument['keys'] = [];
  let at = 0;
  let failure: JsonFailure | undefined;

  const stop = (message: string, offset = at): undefined => {
    failure ??= { offset, message };
  };
  const skipSpace = (): void => {
    while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  };
  const take = (mark: string): boolean => {
    skipSpace();
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  const takeMatch = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };

  const readValue = (depth: number): JsonNode | undefined => {
    skipSpace();
    const node: JsonNode = { offset: at, children: new Map() };
    if (depth > MAX_DEPTH) return stop(`values are nested more than ${MAX_DEPTH} deep`);
    if (text[at] === '{') return readMembers(node, depth);
    if (text[at] === '[') return readElements(node, depth);
    if (text[at] === '"') return readString() === undefined ? undefined : node;
    if (takeMatch(NUMBER) || takeMatch(LITERAL)) return node;
    return stop(
      at >= text.length ? 'the text ends where a value is expected' : `a value is expected, not ${quote()}`,
    );
  };

  const readMembers = (node: JsonNode, depth: number): JsonNode | undefined => {
    at++;
    if (take('}')) return node;
    do {
      skipSpace();
      const offset = at;
      if (text[at] !== '"') return stop(`a key in double quotes is expected, not ${quote()}`);
      const key = readString();
      if (key === undefined) return undefined;
      if (!take(':')) return stop(`a colon is expected after the key ${JSON.stringify(key)}, not ${quote()}`);
      const child = readValue(depth + 1);
      if (child === undefined) return undefined;
      keys.push({ key, offset, isRepeated: node.children.has(key) });
      node.children.set(key, child);
    } while (take(','));
    return take('}') ? node : stop(`a comma or "}" is expected, not ${quote()}`);
  };

  const readElements = (node: JsonNode, depth: number): JsonNode | undefined => {
    at++;
    if (take(']')) return node;
    do {
      const child = readValue(depth + 1);
      if (child === undefined) return undefined;
      node.children.set(node.children.size, child);
    } while (take(','));
    return take(']') ? node : stop(`a comma or "]" is expected, not ${quote()}`);
  };

  const readString = (): string | undefined => {
    const from = at++;
    for (; at < text.length && text[at] !== '"'; at++) {
      if (text.charCodeAt(at) < 32) return stop('a line end or control character stands inside a text');
      if (text[at] === '\\' && !isEscape(text, ++at))
        return stop('a backslash is followed by no known escape', at - 1);
    }
    if (at >= text.length) return stop('a text has no closing quote', from);
    at++;
    return String(JSON.parse(text.slice(from, at)));
  };

  const quote = (): string => (at >= text.length ? 'the end of the text' : JSON.stringify(text[at]));

  const root = readValue(0);
  skipSpace();
  if (root !== undefined && at < text.length) stop(`the text should end here, but ${quote()} follows`);
  if (failure !== undefined) return fail(failure);
  const find = (path: readonly (string | number)[]): number => findNode(root, path)?.offset ?? 0;
  return succeed({ value: JSON.parse(text), find, keys });
}

function isEscape(text: string, at: number): boolean {
  return /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 5));
}

function findNode(root: JsonNode | undefined, path: readonly (string | number)[]): JsonNode | undefined {
  let node = root;
  for (const part of path) node = node?.children.get(part) ?? node;
  return node;
}
