import type { SyntaxNode, TreeCursor } from '@lezer/common';
import { type MarkdownConfig, parser, TaskList } from '@lezer/markdown';
import { fail, type Result, succeed } from '../result.ts';
import { isLoneLabel, readLabel } from './field-label.ts';

/** A block of a Markdown document. Offsets are UTF-16 units in the parsed text. */
export type Block =
  | { kind: 'heading'; from: number; to: number; level: number; text: string }
  | { kind: 'paragraph'; from: number; to: number }
  | CodeBlock
  | { kind: 'list'; from: number; to: number; items: ListItem[] }
  | { kind: 'quote'; from: number; to: number; blocks: Block[] }
  | { kind: 'rule' | 'comment' | 'html'; from: number; to: number };

/** Code set off from the prose, by a fence or by indentation. */
export interface CodeBlock {
  kind: 'code';
  from: number;
  to: number;
  fenced: boolean;
  /** The first word after the opening fence, in lower case; empty without one. */
  language: string;
  /** The code without its fences and without the indentation of the block itself. */
  text: string;
  /** Offset of the first line of the code. */
  textFrom: number;
}

/** An item of a list, with its checkbox if it has one. */
export interface ListItem {
  from: number;
  to: number;
  box?: { checked: boolean; offset: number };
  blocks: Block[];
}

// By CommonMark a line below a list item that is indented less continues the item's paragraph, and a list below a
// paragraph begins with 1. Who writes a label there means that the list ends, or begins.
const LabelledBlocks: MarkdownConfig = {
  parseBlock: [
    {
      name: 'LabelledBlock',
      endLeaf: (_, line, leaf) => {
        const rest = line.text.slice(line.pos);
        if (readLabel(rest) !== undefined) return true;
        return /^\d{1,9}[.)][ \t]/.test(rest) && isLoneLabel(leaf.content);
      },
    },
  ],
};

// Only blocks are parsed: inline syntax is not needed, and its parsers are slow on hostile text. A line of dashes
// below a paragraph is a rule, as people mean it, not the underline of a heading.
const blockParser = parser.configure([
  TaskList,
  LabelledBlocks,
  {
    remove: [
      'SetextHeading',
      'LinkReference',
      'Escape',
      'Entity',
      'InlineCode',
      'HTMLTag',
      'Emphasis',
      'HardBreak',
      'Link',
      'Image',
      'LinkEnd',
    ],
  },
]);

const MAX_LINES = 50_000;
const MAX_MARKERS = 30_000;
const MAX_DEPTH = 16;
/** What stands after so many characters of a heading is no title any more. */
const MAX_HEADING = 1_000;

/** Why a text is not parsed: it is made of more lines or deeper nesting than any document has. */
export interface MarkdownFailure {
  offset: number;
  message: string;
}

/**
 * Parses the block structure of a Markdown text by the rules of CommonMark, with checkboxes. What would keep the parser
 * busy for minutes is refused instead.
 */
export function parseMarkdown(text: string): Result<Block[], MarkdownFailure> {
  const failure = findExcess(text);
  if (failure !== undefined) return fail(failure);
  // A CR is white space to every rule of the grammar, and a space keeps the offsets.
  const source = text.replaceAll('\r', ' ').replace(/^\uFEFF/, ' ');
  return succeed(readBlocks(blockParser.parse(source).topNode, text));
}

const CONTAINER = /[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;

function findExcess(text: string): MarkdownFailure | undefined {
  let offset = 0;
  let markers = 0;
  for (let line = 1; offset !== -1; line++) {
    if (line > MAX_LINES) return { offset, message: `the document has more than ${MAX_LINES} lines` };
    const depth = countContainers(text, offset);
    markers += depth;
    if (depth > MAX_DEPTH) {
      return { offset, message: `quotes and lists are nested more than ${MAX_DEPTH} deep on one line` };
    }
    if (markers > MAX_MARKERS) {
      return { offset, message: `the document has more than ${MAX_MARKERS} list items and quoted lines` };
    }
    const end = text.indexOf('\n', offset);
    offset = end === -1 ? -1 : end + 1;
  }
  return undefined;
}

/** How many quotes and lists a line opens or continues by its marks, counted only as far as it matters. */
function countContainers(text: string, offset: number): number {
  CONTAINER.lastIndex = offset;
  let depth = 0;
  while (depth <= MAX_DEPTH && CONTAINER.test(text)) depth++;
  return depth;
}

function readBlocks(parent: SyntaxNode, text: string): Block[] {
  const blocks: Block[] = [];
  const cursor = parent.cursor();
  if (!cursor.firstChild()) return blocks;
  do {
    const block = readBlock(cursor, text);
    const last = blocks.at(-1);
    if (block === undefined) continue;
    // A label parts only what is not in the same container: otherwise it is one more line of the paragraph.
    if (block.kind === 'paragraph' && last?.kind === 'paragraph' && isNextLine(text, last.to, block.from)) {
      last.to = block.to;
    } else blocks.push(block);
  } while (cursor.nextSibling());
  return blocks;
}

function isNextLine(text: string, end: number, start: number): boolean {
  return text.slice(end, start).split('\n').length === 2;
}

function readBlock(cursor: TreeCursor, text: string): Block | undefined {
  const { name, from, to } = cursor;
  switch (name) {
    case 'Paragraph':
    case 'Task':
      return { kind: 'paragraph', from: name === 'Task' ? from + 3 : from, to };
    case 'FencedCode':
    case 'CodeBlock':
      return readCode(text, from, to, name === 'FencedCode');
    case 'BulletList':
    case 'OrderedList':
      return { kind: 'list', from, to, items: readItems(cursor.node, text) };
    case 'Blockquote':
      return { kind: 'quote', from, to, blocks: readBlocks(cursor.node, text) };
    case 'CommentBlock':
      return { kind: 'comment', from, to };
    case 'HTMLBlock':
    case 'ProcessingInstructionBlock':
      return { kind: 'html', from, to };
    case 'HorizontalRule':
      return { kind: 'rule', from, to };
    default:
      return name.startsWith('ATXHeading') ? readHeading(text, from, to, Number(name.at(-1))) : undefined;
  }
}

function readHeading(text: string, from: number, to: number, level: number): Block {
  const title = text
    .slice(from + level, Math.min(to, from + MAX_HEADING))
    .replace(/\s#+\s*$/, '')
    .trim();
  return { kind: 'heading', from, to, level, text: title };
}

function readItems(list: SyntaxNode, text: string): ListItem[] {
  return list.getChildren('ListItem').map((item) => {
    const marker = item.getChild('Task')?.getChild('TaskMarker');
    const blocks = readBlocks(item, text);
    if (!marker) return { from: item.from, to: item.to, blocks };
    const offset = marker.from + 1;
    return { from: item.from, to: item.to, box: { checked: text[offset] !== ' ', offset }, blocks };
  });
}

function readCode(text: string, from: number, to: number, fenced: boolean): CodeBlock {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const indent = from - lineStart;
  const lines = text.slice(lineStart, to).split(/\r?\n/);
  if (!fenced) {
    const code = lines.map((line) => dropIndent(line, indent)).join('\n');
    return { kind: 'code', from, to, fenced, language: '', text: code, textFrom: from };
  }
  const opening = (lines.shift() ?? '').slice(indent);
  const marks = /^(`+|~+)\s*([^\s`{,]*)/.exec(opening);
  const fence = marks?.[1] ?? '```';
  if (isClosing(lines.at(-1) ?? '', fence)) lines.pop();
  return {
    kind: 'code',
    from,
    to,
    fenced,
    language: (marks?.[2] ?? '').toLowerCase(),
    text: lines.map((line) => dropIndent(line, indent)).join('\n'),
    textFrom: text.indexOf('\n', from) === -1 ? to : text.indexOf('\n', from) + 1,
  };
}

function isClosing(line: string, fence: string): boolean {
  const marks = line.replace(/^[\s>]+/, '').trimEnd();
  return marks.length >= fence.length && marks === (fence[0] ?? '`').repeat(marks.length);
}

/** Takes away up to `width` characters of a container's indentation or quote marks. */
function dropIndent(line: string, width: number): string {
  let at = 0;
  while (at < width && /[\s>]/.test(line[at] ?? '')) at++;
  return line.slice(at);
}
