import { findCodeSpans } from '../artifacts/code-spans.ts';
import type { Block } from '../artifacts/markdown.ts';
import type { PlanSource } from '../artifacts/plan-source.ts';
import type { PlanSection } from '../artifacts/living-sections.ts';
import { readMeasures } from './read-measures.ts';
import type { Tolerance } from './tolerance.ts';

/** More than this is no sentence that somebody wrote as a threshold. */
const LONGEST_ITEM = 4_000;
const SHOWN = 200;
const LABEL = /^\s*(?:\*\*|__)?([a-z][a-z /&-]{1,40}?)(?:\*\*|__)?\s*:(?:\*\*|__)?\s+/;

/** Reads the tolerances of a plan from its section: each item of its lists, and of its prose what has a number or can be measured. */
export function readTolerances(source: PlanSource, section: PlanSection): Tolerance[] {
  return section.blocks.flatMap((block) => {
    if (block.kind === 'list') return readList(source, block);
    if (block.kind !== 'paragraph') return [];
    return readRows(source, block.from, block.to).filter(
      ({ measures, unclear }) => measures.length > 0 || unclear,
    );
  });
}

function readList(source: PlanSource, list: Extract<Block, { kind: 'list' }>): Tolerance[] {
  return list.items.flatMap((item) =>
    item.blocks.flatMap((block) => {
      if (block.kind === 'list') return readList(source, block);
      return block.kind === 'paragraph' ? [readOne(source, block.from, block.to)] : [];
    }),
  );
}

/** A table has a tolerance in each row. */
function readRows(source: PlanSource, from: number, to: number): Tolerance[] {
  const text = source.text.slice(from, to);
  if (!/^\s*\|/.test(text)) return [readOne(source, from, to)];
  let at = from;
  return text.split('\n').flatMap((line) => {
    const start = at;
    at += line.length + 1;
    return /\d/.test(line) ? [readOne(source, start, start + line.length)] : [];
  });
}

function readOne(source: PlanSource, from: number, to: number): Tolerance {
  const text = source.text.slice(from, Math.min(to, from + LONGEST_ITEM));
  const plain = hideCode(text)
    .toLowerCase()
    .replace(/^\s*\|\s*([^|]*?)\s*\|/, '$1: ')
    .replace(/[*_]{2}|\|/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const [labelled = '', label = ''] = LABEL.exec(`${plain} `) ?? [];
  const sentence = firstSentence(plain.slice(labelled.length));
  const { measures, left } = readMeasures(sentence, label);
  return {
    ...source.locate(from),
    text: text.replace(/\s+/g, ' ').trim().slice(0, SHOWN),
    measures,
    each: /\b(?:each|any|single|per|every|a|one)\b (?:\w+ )?(?:milestone|stage|phase|task|step)\b/.test(
      sentence,
    ),
    unclear: left,
  };
}

/** What comes after the first sentence explains the threshold; its numbers are none. */
function firstSentence(text: string): string {
  return /^.*?[a-z)\0](?=\.(?:\s|$))/.exec(text)?.[0] ?? text;
}

function hideCode(text: string): string {
  let hidden = '';
  let done = 0;
  for (const { from, to } of findCodeSpans(text)) {
    hidden += `${text.slice(done, from)}\0`;
    done = to;
  }
  return hidden + text.slice(done);
}
