import type { Script } from './artifact.ts';
import { type CodeSpan, findCodeSpans } from './code-spans.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Block, CodeBlock } from './markdown.ts';
import type { Field } from './plan-fields.ts';
import type { PlanSource } from './plan-source.ts';

/** The commands that a field of a task names, in order, with what could not be read as one. */
export interface CommandsReading {
  scripts: Script[];
  diagnostics: Diagnostic[];
}

const SHELLS = new Set(['bash', 'sh', 'zsh']);
const ANY_SHELL = new Set(['', 'shell', 'command', 'commands']);

/** Reads `**Commands:**` or `**Verify:**`: commands in backticks, one to a bullet, or whole fenced blocks. */
export function readCommands(source: PlanSource, field: Field): CommandsReading {
  const reading: CommandsReading = { scripts: [], diagnostics: [] };
  readProse(source, field.textAt, field.textAt + field.text.length, field.text, reading);
  const isComplete = reading.scripts.length > 0 && !field.text.trimEnd().endsWith(':');
  if (isComplete) return reading;
  for (const entry of field.entries) {
    if (entry.kind === 'code') readCode(source, entry.code, reading);
    else readItem(source, field, entry.item.blocks, entry.item.from, reading);
  }
  return reading;
}

function readItem(
  source: PlanSource,
  field: Field,
  blocks: readonly Block[],
  at: number,
  reading: CommandsReading,
): void {
  const before = reading.scripts.length + reading.diagnostics.length;
  for (const block of blocks) {
    if (block.kind === 'code') readCode(source, block, reading);
    if (block.kind === 'paragraph' && reading.scripts.length + reading.diagnostics.length === before) {
      readProse(source, block.from, block.to, source.text.slice(block.from, block.to), reading);
    }
  }
  if (reading.scripts.length + reading.diagnostics.length > before) return;
  const label = field.name === 'verify' ? 'Verify' : 'Commands';
  const message = `this bullet under ${label} is not run: a command stands in backticks at its start`;
  reading.diagnostics.push({ severity: 'warning', rule: 'not-a-command', message, ...source.locate(at) });
}

function readProse(
  source: PlanSource,
  from: number,
  to: number,
  text: string,
  reading: CommandsReading,
): void {
  for (const span of findLeadingSpans(text)) {
    if (span.text.trim() === '') continue;
    reading.scripts.push({
      text: span.text.trim(),
      line: source.locate(Math.min(from + span.from, to)).line,
    });
  }
}

const INTRODUCTION = /^\s*(?:(?:first|then|finally|and|next)?,?\s*run:?|\$)?\s*$/i;
const CONNECTION = /^\s*(?:,|;|and|then|&&?|, (?:and|then)|→|->|\+)\s*$/i;

/** Inline code at the start of a text, and all that is joined to it by no more than a comma or an "and". */
function findLeadingSpans(text: string): CodeSpan[] {
  const spans = findCodeSpans(text);
  const taken: CodeSpan[] = [];
  for (const span of spans) {
    const last = taken.at(-1);
    const between = text.slice(last?.to ?? 0, span.from);
    if (!(last === undefined ? INTRODUCTION : CONNECTION).test(between)) break;
    taken.push(span);
  }
  return taken;
}

function readCode(source: PlanSource, code: CodeBlock, reading: CommandsReading): void {
  if (!code.fenced) return;
  const { line, column } = source.locate(code.from);
  if (!SHELLS.has(code.language) && !ANY_SHELL.has(code.language)) {
    const message = `this block is not run: "${code.language}" is no shell; use bash, sh or zsh`;
    reading.diagnostics.push({ severity: 'warning', rule: 'not-a-command', message, line, column });
    return;
  }
  if (code.text.trim() === '') return;
  const script = { text: code.text.trimEnd(), line: source.locate(code.textFrom).line };
  reading.scripts.push(SHELLS.has(code.language) ? { ...script, shell: code.language } : script);
}
