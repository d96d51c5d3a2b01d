import type { Diagnostic } from './diagnostic.ts';
import { readLabel } from './field-label.ts';
import type { Block, ListItem } from './markdown.ts';
import { findNearestName } from './nearest-name.ts';
import { FIELD_LABELS, isFieldLabel } from './plan-fields.ts';
import type { PlanSource } from './plan-source.ts';

/** "[]", "[  ]" and "[x ]", which no reader of Markdown takes for a box, and a box that touches its text. */
const ALMOST_BOX = /^\[(?:|[ \t]{2,}|[ \t]*[xX][ \t]+|[ \t]+[xX])\](?=\s|$)|^\[[ xX]\](?=[^\s(:[])/;

/** Hints at what its author most likely meant as a field or a box of a task, and what nobody reads as one. */
export function findNearMisses(source: PlanSource, blocks: readonly Block[]): Diagnostic[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return findLabels(source, block);
    if (block.kind !== 'list') return [];
    return block.items.flatMap((item) => [...findBox(source, item), ...findNearMisses(source, item.blocks)]);
  });
}

function findLabels(source: PlanSource, { from, to }: { from: number; to: number }): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let at = from;
  for (const line of source.text.slice(from, to).split('\n')) {
    const name = readLabel(line)?.name;
    const near = name === undefined || isFieldLabel(name) ? undefined : findNearestName(name, FIELD_LABELS);
    if (near !== undefined) {
      const message = `"${name}" is no field of a task, did you mean "${near}"?`;
      diagnostics.push({ severity: 'hint', rule: 'near-label', message, ...source.locate(at) });
    }
    at += line.length + 1;
  }
  return diagnostics;
}

function findBox(source: PlanSource, { box, blocks }: ListItem): Diagnostic[] {
  const [first] = blocks;
  if (box !== undefined || first?.kind !== 'paragraph') return [];
  if (!ALMOST_BOX.test(source.text.slice(first.from, first.to))) return [];
  const message = 'this is no checkbox: one is "- [ ] " with one space inside and one behind';
  return [{ severity: 'hint', rule: 'near-box', message, ...source.locate(first.from) }];
}
