import { fail, type Result, succeed } from '../result.ts';
import type { Diagnostic } from './diagnostic.ts';
import { MAX_DEPTH, parseJson } from './json-document.ts';
import { createLocator, type TextPosition } from './text-position.ts';

/** Object keys and list indexes from the root of a JSON text. */
export type JsonPath = (string | number)[];

/** The value of a JSON text, and where its parts stand in that text. */
export interface JsonSource {
  value: unknown;
  /** The place of the value at `path`, or of the nearest value around it that exists. */
  locate: (path: JsonPath) => TextPosition;
  /** Keys that stand twice in one object. */
  diagnostics: Diagnostic[];
}

/** Parses JSON that came from anywhere. A `__proto__` key is refused, since schemas would take it for inheritance. */
export function readJsonSource(text: string): Result<JsonSource, Diagnostic[]> {
  const plain = readPlain(text);
  return plain === undefined ? readWithPlaces(text) : succeed(plain);
}

/**
 * Stores hold a hundred thousand lines as `JSON.stringify` writes them. Such a text repeats no key, so that it needs no reader of
 * places before somebody asks for one. Undefined for any other text.
 */
function readPlain(text: string): JsonSource | undefined {
  if (text.includes('__proto__') || (text.match(/[[{]/g)?.length ?? 0) > MAX_DEPTH) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (JSON.stringify(value) !== text.trim()) return undefined;
    return { value, diagnostics: [], locate: (path) => locatePlain(text, path) };
  } catch {
    return undefined;
  }
}

function locatePlain(text: string, path: JsonPath): TextPosition {
  const read = readWithPlaces(text);
  return read.ok ? read.value.locate(path) : createLocator(text)(0);
}

function readWithPlaces(text: string): Result<JsonSource, Diagnostic[]> {
  const toPosition = createLocator(text);
  const parsed = parseJson(text.replace(/^\uFEFF/, ' '));
  if (!parsed.ok) {
    const { message, offset } = parsed.failure;
    return fail([{ severity: 'error', rule: 'not-json', message, ...toPosition(offset) }]);
  }
  const { value, keys, find } = parsed.value;
  const diagnostics = keys.flatMap(({ key, offset, isRepeated }): Diagnostic[] => {
    if (key === '__proto__') {
      const message = 'the key "__proto__" is not allowed';
      return [{ severity: 'error', rule: 'forbidden-key', message, ...toPosition(offset) }];
    }
    if (!isRepeated) return [];
    const message = `the key ${JSON.stringify(key)} is there twice; the last one counts`;
    return [{ severity: 'warning', rule: 'repeated-key', message, ...toPosition(offset) }];
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) return fail(diagnostics);
  return succeed({ value, locate: (path) => toPosition(find(path)), diagnostics });
}

/** The value at `path`, or undefined where there is none. */
export function followPath(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((inner, part) => {
    if (typeof part === 'number') return Array.isArray(inner) ? inner[part] : undefined;
    return isObject(inner) ? inner[part] : undefined;
  }, value);
}

/** True for a JSON object, which a list is not. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
