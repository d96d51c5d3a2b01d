import { readLabel } from './field-label.ts';
import type { Block, CodeBlock, ListItem } from './markdown.ts';

export type FieldName =
  | 'objective'
  | 'files'
  | 'commands'
  | 'verify'
  | 'backend'
  | 'work'
  | 'dependsOn'
  | 'doneWhen';

/** One labelled field of a task, as written: the text after its label and what is listed below it. */
export interface Field {
  name: FieldName;
  /** Offset of the label. */
  at: number;
  /** The text right after the label, with the lines that continue it. */
  text: string;
  textAt: number;
  entries: FieldEntry[];
}

export type FieldEntry = { kind: 'item'; item: ListItem } | { kind: 'code'; code: CodeBlock };

const NAMES = new Map<string, FieldName>([
  ['objective', 'objective'],
  ['goal', 'objective'],
  ['file', 'files'],
  ['files', 'files'],
  ['command', 'commands'],
  ['commands', 'commands'],
  ['verify', 'verify'],
  ['backend', 'backend'],
  ['work', 'work'],
  ['work type', 'work'],
  ['type', 'work'],
  ['depends on', 'dependsOn'],
  ['depends-on', 'dependsOn'],
  ['done when', 'doneWhen'],
  ['done criteria', 'doneWhen'],
  ['acceptance criteria', 'doneWhen'],
]);

/** Whether a label, in lower case, is that of a field. */
export function isFieldLabel(name: string): boolean {
  return NAMES.has(name);
}

/**
 * Labels that an author who wrote a similar one may have meant. "Work" and "Type" are not among them: plans use such
 * words for much else.
 */
export const FIELD_LABELS: readonly string[] = [...NAMES]
  .filter(([, field]) => field !== 'work')
  .map(([label]) => label);

/**
 * Reads the labelled fields of a task's body. A field takes the rest of its line, the lines that continue the paragraph,
 * and the lists and code directly below; another bold label, a heading, a rule or further prose ends it. `more` are
 * labels, in lower case, that count here alone.
 */
export function readFields(
  text: string,
  blocks: readonly Block[],
  more: ReadonlyMap<string, FieldName> = new Map(),
): Field[] {
  const fields: Field[] = [];
  let open: Field | undefined;

  const readLine = (line: string, offset: number, isFirst: boolean): void => {
    const label = readLabel(line);
    if (label !== undefined) {
      const name = NAMES.get(label.name) ?? more.get(label.name);
      const said = line.slice(label.length).trimEnd();
      open = name && { name, at: offset, text: said, textAt: offset + label.length, entries: [] };
      if (open !== undefined) fields.push(open);
      return;
    }
    // A paragraph of its own belongs to a field only while that has said nothing yet.
    if (open === undefined || (isFirst && (open.text !== '' || open.entries.length > 0))) open = undefined;
    else if (open.text === '') Object.assign(open, { text: line.trim(), textAt: offset });
    else open.text += `\n${line.trim()}`;
  };

  const readItem = (item: ListItem): void => {
    if (item.box === undefined && isField(text, item.blocks[0], more)) {
      readBlocks(item.blocks);
      open = undefined;
    } else if (open !== undefined && takesItem(open, item)) {
      open.entries.push({ kind: 'item', item });
    } else {
      open = undefined;
    }
  };

  const readBlocks = (list: readonly Block[]): void => {
    for (const block of list) {
      if (block.kind === 'paragraph') {
        let offset = block.from;
        for (const line of text.slice(block.from, block.to).split('\n')) {
          readLine(line, offset, offset === block.from);
          offset += line.length + 1;
        }
      } else if (block.kind === 'list') for (const item of block.items) readItem(item);
      else if (block.kind === 'code') open?.entries.push({ kind: 'code', code: block });
      else if (block.kind !== 'comment') open = undefined;
    }
  };

  readBlocks(blocks);
  return fields;
}

/** People also write fields as bullets of a list: `- **Backend:** shell`. */
function isField(text: string, first: Block | undefined, more: ReadonlyMap<string, FieldName>): boolean {
  if (first?.kind !== 'paragraph') return false;
  const [line = ''] = text.slice(first.from, first.to).split('\n', 1);
  const { name = '' } = readLabel(line) ?? {};
  return isFieldLabel(name) || more.has(name);
}

/** Steps with checkboxes often follow the last field without a word: they belong to it only if it began with them. */
function takesItem(field: Field, item: ListItem): boolean {
  if (item.box === undefined) return field.entries.every(isPlain);
  return field.text === '' && !field.entries.some(isPlain);
}

function isPlain(entry: FieldEntry): boolean {
  return entry.kind === 'code' || entry.item.box === undefined;
}
