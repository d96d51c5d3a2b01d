import { findLivingSections } from '../artifacts/living-sections.ts';
import type { ListItem } from '../artifacts/markdown.ts';
import { findTaskSections } from '../artifacts/plan-sections.ts';
import { readPlanSource } from '../artifacts/plan-source.ts';
import { plainWords, stampTime } from './entry.ts';
import { insertBelow } from './insert-below.ts';
import { keepsMeaning } from './keeps-meaning.ts';

/** An open item of the Progress of a plan. */
export interface ProgressItem {
  /** Offset of the character between the brackets of its box. */
  offset: number;
  /** Its first paragraph on one line, as it is written. */
  text: string;
}

const PARTS = /\s*\(completed:[^)]*\)$/i;
const STAMPED = /^\s*[*_]*\(?\d{4}-\d\d-\d\d/;

/** The open items of a plan's Progress, in their order. */
export function listOpenItems(text: string): ProgressItem[] {
  return listItems(text, false);
}

/** The ticked ones. */
export function listTickedItems(text: string): ProgressItem[] {
  return listItems(text, true);
}

function listItems(text: string, checked: boolean): ProgressItem[] {
  return readItems(text).flatMap(({ item, text }) =>
    item.box?.checked === checked ? [{ offset: item.box.offset, text }] : [],
  );
}

/**
 * The plan with these items of its Progress ticked, each with the time: `[x] (2025-10-01 13:00Z)`. What is ticked already,
 * or has a time, keeps it. Undefined when that would change what a task means.
 */
export function tickProgress(text: string, offsets: readonly number[], atMs: number): string | undefined {
  const items = readItems(text).filter(({ item }) => item.box?.checked === false);
  let written = text;
  for (const { item } of items.reverse()) {
    if (item.box === undefined || !offsets.includes(item.box.offset)) continue;
    written = tickItem(written, item.box.offset, atMs);
  }
  return keepsMeaning(text, written) ? written : undefined;
}

/** The plan with these items of its Progress open again, without the time. Undefined when that would change a task. */
export function untickProgress(text: string, offsets: readonly number[]): string | undefined {
  let written = text;
  for (const { item } of readItems(text).reverse()) {
    if (item.box?.checked !== true || !offsets.includes(item.box.offset)) continue;
    const after = written.slice(item.box.offset + 1).replace(/^\] \(\d{4}-\d\d-\d\d \d\d:\d\dZ\)/, ']');
    written = `${written.slice(0, item.box.offset)} ${after}`;
  }
  return keepsMeaning(text, written) ? written : undefined;
}

/**
 * The plan with an open item of its Progress made into two: what is completed, ticked with the time, and what remains, open.
 * Undefined when there is no such item, or when the items are what is carried out: then a part would be another task.
 */
export function splitProgress(
  text: string,
  item: ProgressItem,
  parts: { completed: string; remaining: string; atMs: number },
): string | undefined {
  const found = readItems(text).find(({ item: one }) => one.box?.offset === item.offset);
  if (found === undefined || found.item.box?.checked !== false) return undefined;
  const { from, to } = found;
  // An item that tells of its parts already says it anew.
  const told = PARTS.exec(text.slice(from, to))?.[0].length ?? 0;
  const marker = /^(?:[-*+]|\d+[.)])/.exec(text.slice(from))?.[0] ?? '-';
  const indent = text.slice(text.lastIndexOf('\n', from - 1) + 1, from).replace(/[^\s>]/g, ' ');
  const remaining = `${found.text.replace(PARTS, '')} (remaining: ${plainWords(parts.remaining)})`;
  const below = insertBelow(text, found.item.to, [`${indent}${marker} [ ] ${remaining}`]);
  const completed = ` (completed: ${plainWords(parts.completed)})`;
  const split = below.slice(0, to - told) + completed + below.slice(to);
  const written = tickItem(split, item.offset, parts.atMs);
  return keepsMeaning(text, written) ? written : undefined;
}

function tickItem(text: string, offset: number, atMs: number): string {
  const after = text.slice(offset + 2);
  return `${text.slice(0, offset)}x]${STAMPED.test(after) ? '' : ` (${stampTime(atMs)})`}${after}`;
}

interface FoundItem {
  item: ListItem;
  text: string;
  from: number;
  /** Where its first paragraph ends. */
  to: number;
}

function readItems(text: string): FoundItem[] {
  const read = readPlanSource(text);
  if (!read.ok) return [];
  const progress = findLivingSections(read.value).filter(({ name }) => name === 'Progress');
  const tasks = findTaskSections(read.value).sections;
  return progress
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === 'list' ? block.items : []))
    .flatMap((item): FoundItem[] => {
      const [first] = item.blocks;
      if (item.box === undefined || tasks.some(({ from, to }) => from <= item.from && item.from < to))
        return [];
      if (first?.kind !== 'paragraph') return [];
      const words = text.slice(first.from, first.to);
      const said = words.replace(/\s+/g, ' ').trim();
      return [{ item, text: said, from: item.from, to: first.from + words.trimEnd().length }];
    });
}
