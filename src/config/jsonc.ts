import {
  createScanner,
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

/** Something wrong with a document's text, and where. */
interface JsoncProblem {
  kind: 'syntax' | 'forbidden-key' | 'duplicate-key';
  /** In UTF-16 units from the start of the text. */
  offset: number;
  message: string;
}

/** A JSON document with comments and trailing commas. */
export interface JsoncDocument {
  /** As much of the value as could be read; undefined for a text without one. */
  value: unknown;
  problems: JsoncProblem[];
  /** Offset of the value at `path`, or of its key; for a path that is not there, of its nearest parent. */
  locate(path: JSONPath, part: 'key' | 'value'): number;
}

const DEEPEST_NESTING = 64;

const SYNTAX_MESSAGES: Record<string, string> = {
  InvalidSymbol: 'expected a value, and this is not one',
  InvalidNumberFormat: 'this is not a number that JSON knows',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected "," between the entries',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected nothing after the end of the document',
  UnexpectedEndOfComment: 'this comment is not closed',
  UnexpectedEndOfString: 'this text is not closed',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'expected four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'this is not an escape that JSON knows',
  InvalidCharacter: 'this character must be escaped',
};

/** Reads a document, finding all that is wrong with its text at once. Never throws. */
export function readJsonc(text: string): JsoncDocument {
  const tooDeepAt = findTooDeepNesting(text);
  if (tooDeepAt !== undefined) {
    const message = `nested more than ${DEEPEST_NESTING} levels deep`;
    return { value: undefined, problems: [{ kind: 'syntax', offset: tooDeepAt, message }], locate: () => 0 };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const problems = errors.map(({ error, offset }): JsoncProblem => {
    const code = printParseErrorCode(error);
    return { kind: 'syntax', offset, message: SYNTAX_MESSAGES[code] ?? code };
  });
  const value = root === undefined ? undefined : toValue(root, problems);
  return { value, problems, locate: (path, part) => locate(root, path, part) };
}

/** The parser recurses, so a hostile document could exhaust the stack; scanning does not. */
function findTooDeepNesting(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  const end = text.length;
  for (scanner.scan(); scanner.getTokenOffset() < end; scanner.scan()) {
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth += 1;
    if (first === '}' || first === ']') depth -= 1;
    if (depth > DEEPEST_NESTING) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Builds the value with own properties only: a key `__proto__` would otherwise become the prototype and pass as empty. */
function toValue(node: Node, problems: JsoncProblem[]): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => toValue(child, problems));
  if (node.type !== 'object') return node.value;
  const entries = new Map<string, unknown>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (name === '__proto__') {
      problems.push({
        kind: 'forbidden-key',
        offset: key.offset,
        message: 'the key "__proto__" is not allowed',
      });
      continue;
    }
    if (entries.has(name)) {
      problems.push({
        kind: 'duplicate-key',
        offset: key.offset,
        message: `the key "${name}" is there twice`,
      });
    }
    entries.set(name, toValue(value, problems));
  }
  return Object.fromEntries(entries);
}

function locate(root: Node | undefined, path: JSONPath, part: 'key' | 'value'): number {
  if (root === undefined) return 0;
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node === undefined) continue;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    // A parent stands in for what is not there, and its key is where a reader looks.
    const wantsKey = part === 'key' || length < path.length;
    return wantsKey && key !== undefined ? key.offset : node.offset;
  }
  return 0;
}
