import type { Block, CodeBlock, ListItem } from './markdown.ts';

export type FieldName = 'objective' | 'files' | 'commands' | 'verify' | 'backend' | 'dependsOn' | 'doneWhen';

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
  ['depends on', 'dependsOn'],
  ['depends-on', 'dependsOn'],
  ['done when', 'doneWhen'],
  ['done criteria', 'doneWhen'],
  ['acceptance criteria', 'doneWhen'],
]);

// A label is bold and ends with a colon, which may stand inside or outside of the bold.
const LABEL = /^[ \t]*(?:\*\*|__)([^*_\n:]{1,40}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)[ \t]*/;
// The bare label on a line of its own is accepted too.
const BARE_LABEL = /^[ \t]*(?:\*\*|__)([^*_\n:]{1,40}?)(?:\*\*|__)[ \t]*\r?$/;

/**
 * Reads the labelled fields of a task's body. A field takes the rest of its line, the lines that continue the paragraph,
 * and the lists and code directly below; another bold label, a heading, a rule or further prose ends it.
 */
export function readFields(text: string, blocks: readonly Block[]): Field[] {
  const fields: Field[] = [];
  let open: Field | undefined;

  const readLine = (line: string, offset: number, isFirst: boolean): void => {
    const label = LABEL.exec(line) ?? BARE_LABEL.exec(line);
    if (label !== null) {
      const name = findName(label);
      const said = line.slice(label[0].length).trimEnd();
      open = name && { name, at: offset, text: said, textAt: offset + label[0].length, entries: [] };
      if (open !== undefined) fields.push(open);
      return;
    }
    // A paragraph of its own belongs to a field only while that has said nothing yet.
    if (open === undefined || (isFirst && (open.text !== '' || open.entries.length > 0))) open = undefined;
    else if (open.text === '') Object.assign(open, { text: line.trim(), textAt: offset });
    else open.text += `\n${line.trim()}`;
  };

  const readItem = (item: ListItem): void => {
    const first = item.blocks[0];
    const label = first?.kind === 'paragraph' ? LABEL.exec(text.slice(first.from, first.to)) : null;
    if (label !== null && item.box === undefined && findName(label) !== undefined) {
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

function findName(label: RegExpExecArray): FieldName | undefined {
  return NAMES.get((label[1] ?? '').trim().toLowerCase().replace(/\s+/g, ' '));
}

/** Steps with checkboxes often follow the last field without a word: they belong to it only if it began with them. */
function takesItem(field: Field, item: ListItem): boolean {
  if (item.box === undefined) return field.entries.every(isPlain);
  return field.text === '' && !field.entries.some(isPlain);
}

function isPlain(entry: FieldEntry): boolean {
  return entry.kind === 'code' || entry.item.box === undefined;
}
