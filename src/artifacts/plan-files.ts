import type { FileIntent } from './artifact.ts';
import { findCodeSpans } from './code-spans.ts';
import { readDeclaredPath } from './declared-path.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ListItem } from './markdown.ts';
import { findNearestName } from './nearest-name.ts';
import type { Field } from './plan-fields.ts';
import type { PlanSource } from './plan-source.ts';

/** The files that a task declares, with what is wrong with the others. */
export interface FilesReading {
  files: FileIntent[];
  diagnostics: Diagnostic[];
}

type Verb = FileIntent['kind'] | 'move' | 'none';

/** Longer bullets are prose, whatever they begin with. */
const MAX_BULLET = 4_000;

const VERBS = new Map<string, Verb>([
  ['create', 'create'],
  ['add', 'create'],
  ['new', 'create'],
  ['modify', 'modify'],
  ['modified', 'modify'],
  ['update', 'modify'],
  ['edit', 'modify'],
  ['change', 'modify'],
  ['extend', 'modify'],
  ['replace', 'modify'],
  ['rewrite', 'modify'],
  ['delete', 'delete'],
  ['remove', 'delete'],
  ['test', 'test'],
  ['tests', 'test'],
  ['move', 'move'],
  ['rename', 'move'],
]);

const VERB = /^\s*[*_]*([a-z]+)[*_]*(?:\s*\([^)]*\))?\s*(:|(?=\s+`))[*_]*\s*/i;

/** Reads `**Files:**`: bullets such as "Modify: `src/a.ts:10-20`", or paths right after the label. */
export function readFiles(source: PlanSource, field: Field): FilesReading {
  const reading: FilesReading = { files: [], diagnostics: [] };
  readLine(source, field.text, field.textAt, undefined, reading);
  for (const entry of field.entries) {
    if (entry.kind === 'item') readItem(source, entry.item, undefined, reading);
  }
  return reading;
}

function readItem(source: PlanSource, item: ListItem, outer: Verb | undefined, reading: FilesReading): void {
  let verb = outer;
  for (const block of item.blocks) {
    if (block.kind === 'paragraph') {
      verb = readLine(source, source.text.slice(block.from, block.to), block.from, verb, reading) ?? verb;
    } else if (block.kind === 'list') {
      for (const inner of block.items) readItem(source, inner, verb, reading);
    }
  }
}

/** Reads one bullet's text and returns its verb, which bullets nested below it share. */
function readLine(
  source: PlanSource,
  text: string,
  at: number,
  outer: Verb | undefined,
  reading: FilesReading,
): Verb | undefined {
  const label = VERB.exec(text);
  const named = label === null ? undefined : (VERBS.get((label[1] ?? '').toLowerCase()) ?? 'none');
  const verb = named ?? outer ?? 'modify';
  if (verb === 'none') {
    reading.diagnostics.push(...adviseOnVerb(source, label?.[1] ?? '', at));
    return verb;
  }
  const rest = text.slice(label?.[0].length ?? 0, MAX_BULLET);
  const paths = findPaths(rest, named !== undefined);
  const kinds = verb === 'move' ? (['delete', 'create'] as const) : [verb];
  for (const [index, written] of paths.entries()) {
    const kind = kinds[Math.min(index, kinds.length - 1)] ?? 'modify';
    const declared = readDeclaredPath(written);
    if (declared.kind === 'path') reading.files.push({ kind, path: declared.path });
    else {
      const severity = declared.kind === 'forbidden' ? 'error' : 'warning';
      const rule = declared.kind === 'forbidden' ? 'forbidden-path' : 'unclear-path';
      reading.diagnostics.push({ severity, rule, message: declared.message, ...source.locate(at) });
    }
  }
  return named ?? verb;
}

function adviseOnVerb(source: PlanSource, word: string, at: number): Diagnostic[] {
  const near = findNearestName(word, [...VERBS.keys()]);
  if (near === undefined) return [];
  const message = `"${word}" says nothing about a file, did you mean "${near}"?`;
  return [{ severity: 'hint', rule: 'near-verb', message, ...source.locate(at) }];
}

const CONNECTION =
  /^\s*(?:\([^()]*\)\s*)?(?:,|;|and|&|\+|, and|→|->|=>|to)\s*(?:(?:create|modify|delete|test):?\s*)?$/i;

/** Paths in backticks at the start and those joined to them; without backticks, the first word after a verb. */
function findPaths(text: string, hasVerb: boolean): string[] {
  const spans = findCodeSpans(text);
  const taken: typeof spans = [];
  for (const span of spans) {
    const last = taken.at(-1);
    const between = text.slice(last?.to ?? 0, span.from);
    if (last === undefined ? between.trim() !== '' : !CONNECTION.test(between)) break;
    taken.push(span);
  }
  if (taken.length > 0) return taken.map((span) => span.text);
  if (!hasVerb || spans.length > 0) return [];
  return text
    .replace(/\s+(?:[-–—]|\().*$/s, '')
    .split(/\s*,\s*|\s+and\s+/)
    .map((part) => part.trim())
    .filter((part) => /^\S+$/.test(part) && /[/.]/.test(part));
}
