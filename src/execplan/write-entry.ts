import { foldLine } from '../artifacts/digest.ts';
import { findLivingSections, type PlanSection } from '../artifacts/living-sections.ts';
import type { Block, ListItem } from '../artifacts/markdown.ts';
import { type PlanSource, readPlanSource } from '../artifacts/plan-source.ts';
import { addAtEnd, addSection } from './add-section.ts';
import type { Entry } from './entry.ts';
import { insertBelow } from './insert-below.ts';
import { keepsMeaning } from './keeps-meaning.ts';

/**
 * The plan with an entry at the end of a living section, which is made where it belongs if there is none; every other byte
 * stays. The same text when the entry is there already, at whatever date. Undefined when the plan takes no entry there: it
 * cannot be read, or the entry would become part of a task or of what somebody left open, a comment say.
 */
export function writeEntry(text: string, entry: Entry): string | undefined {
  const read = readPlanSource(text);
  if (!read.ok || entry.fields.length === 0) return undefined;
  const sections = findLivingSections(read.value).filter(({ name }) => name === entry.section);
  if (sections.some((section) => holds(read.value, section, entry))) return text;
  // Where tasks stand below it, its end is theirs.
  for (const section of [...sections, ...sections.map(cutAtHeading)]) {
    const written = takeOver(text, appendTo(read.value, section, entry), entry);
    if (written !== undefined) return written;
  }
  const body = wordItem(entry, '-').join('\n');
  return (
    takeOver(text, addSection(read.value, entry.section, body), entry) ??
    takeOver(text, addAtEnd(text, entry.section, body), entry)
  );
}

/** What of a section stands before the first heading in it. */
function cutAtHeading(section: PlanSection): PlanSection {
  const end = section.blocks.findIndex(({ kind }) => kind === 'heading');
  return end === -1 ? section : { ...section, blocks: section.blocks.slice(0, end) };
}

/** What was written, if it came out as meant. */
function takeOver(before: string, after: string, entry: Entry): string | undefined {
  const read = readPlanSource(after);
  if (!read.ok || !keepsMeaning(before, after)) return undefined;
  const sections = findLivingSections(read.value).filter(({ name }) => name === entry.section);
  return sections.some((section) => holds(read.value, section, entry)) ? after : undefined;
}

function appendTo(source: PlanSource, section: PlanSection, entry: Entry): string {
  const last = section.blocks.findLast(({ kind }) => kind !== 'rule');
  const list = last?.kind === 'list' ? last : undefined;
  const marker = list === undefined ? undefined : /^[-*+]/.exec(source.text.slice(list.from))?.[0];
  const isTight = marker !== undefined && !isLoose(source, list?.items ?? []);
  const lines = wordItem(entry, marker ?? '-');
  return insertBelow(source.text, last?.to ?? section.from, isTight ? lines : ['', ...lines]);
}

function wordItem({ fields }: Entry, marker: string): string[] {
  return fields.map(([label, words], index) => `${index === 0 ? marker : ' '} ${label}: ${words}`);
}

/** True when empty lines part the items of a list. */
function isLoose({ text }: PlanSource, items: readonly ListItem[]): boolean {
  return items.some((item, index) => {
    const next = items[index + 1];
    return next !== undefined && /\n[ \t\r]*\n[ \t]*$/.test(text.slice(item.from, next.from));
  });
}

function holds({ text }: PlanSource, section: PlanSection, { fields }: Entry): boolean {
  const words = fields.filter(([label]) => !/^date/i.test(label));
  const expected = foldLine(words.map(([label, said]) => `${label}: ${said}`).join(' '));
  return listItems(section.blocks).some((item) => {
    const said = foldLine(text.slice(item.from, item.to)).replace(/^[-*+] /, '');
    return said === expected || (said.startsWith(expected) && /^ Date\b/.test(said.slice(expected.length)));
  });
}

function listItems(blocks: readonly Block[]): ListItem[] {
  return blocks.flatMap((block) => (block.kind === 'list' ? block.items : []));
}
