import type { PlanStatus } from './artifact.ts';
import type { Diagnostic } from './diagnostic.ts';
import { findLivingSections, isExecPlan } from './living-sections.ts';
import type { Block } from './markdown.ts';
import type { PlanSource } from './plan-source.ts';
import { nameSection } from './section-name.ts';

/** What a plan says of its own state, with what there is to say about that. */
export interface StatusReading {
  status: PlanStatus;
  diagnostics: Diagnostic[];
}

const WORDS: ReadonlyMap<string, PlanStatus> = new Map([
  ['draft', 'draft'],
  ['approved', 'approved'],
  ['in-progress', 'in-progress'],
  ['blocked', 'blocked'],
  ['complete', 'complete'],
  ['completed', 'complete'],
  ['done', 'complete'],
]);

const RUNNABLE: ReadonlySet<PlanStatus> = new Set(['approved', 'in-progress']);

const LIVING_SECTIONS = new Set([
  'constraints',
  'tolerances',
  'risks',
  'progress',
  'surprises and discoveries',
  'decision log',
  'outcomes and retrospective',
]);
const ENOUGH_LIVING_SECTIONS = 4;
const MAX_VALUE = 200;

/**
 * Reads the Status of a plan from its head (all above the first `##`), its front matter, or its `Status` section. The
 * first word decides; what cannot be understood is a draft, and of several statements one that stops the plan wins.
 */
export function readPlanStatus(source: PlanSource): StatusReading {
  const values = listStatusValues(source);
  if (values.length === 0) return readWithoutStatus(source);
  const readings = values.map((value) => ({ value, ...understandStatus(value, source) }));
  const stop = readings.find(({ status }) => !RUNNABLE.has(status));
  const decisive = stop ?? readings[0];
  const diagnostics = readings.flatMap((reading) => reading.diagnostics);
  const other = readings.find(({ status }) => status !== decisive?.status);
  if (decisive !== undefined && other !== undefined) {
    const message = `the plan states two statuses, ${decisive.status} and ${other.status}; ${decisive.status} counts`;
    diagnostics.push({
      severity: 'warning',
      rule: 'status-twice',
      message,
      ...source.locate(other.value.offset),
    });
  }
  return { status: decisive?.status ?? 'none', diagnostics };
}

/** What stands behind one "Status:", somewhere from `offset` on. */
export interface StatusValue {
  text: string;
  offset: number;
}

/** All places where a plan states its Status. */
export function listStatusValues(source: PlanSource): StatusValue[] {
  return [...readFrontMatter(source), ...readHead(source), ...readStatusSection(source)];
}

/** What one statement of a Status says; a diagnostic tells that it says nothing clear, which counts as a draft. */
export function understandStatus({ text, offset }: StatusValue, source: PlanSource): StatusReading {
  const draft = (message: string): StatusReading => ({
    status: 'draft',
    diagnostics: [{ severity: 'warning', rule: 'status-unclear', message, ...source.locate(offset) }],
  });
  const plain = text
    .slice(0, MAX_VALUE)
    .replace(/[*_`~]+(?=\W|$)|(?<=\W|^)[*_`~]+/g, '')
    .trim();
  const listed = plain.split(/\s*[|/]\s*/).filter((part) => findStatus(part) !== undefined);
  if (listed.length > 1)
    return draft("the Status is the template's list of choices; until one is chosen this is a draft");
  const status = findStatus(plain);
  if (status !== undefined) return { status, diagnostics: [] };
  const choices = 'DRAFT, APPROVED, IN PROGRESS, BLOCKED or COMPLETE';
  return draft(`the Status "${plain.slice(0, 40)}" is none of ${choices}, so the plan counts as a draft`);
}

function findStatus(text: string): PlanStatus | undefined {
  const word = findStatusWord(text)?.toLowerCase();
  return word === undefined ? undefined : WORDS.get(word.replace(/[\s_]+/g, '-'));
}

/** The word of a Status that decides, as it is written. */
export function findStatusWord(text: string): string | undefined {
  return /^[^\p{L}]*(in[\s_-]+progress(?![\p{L}\p{N}_-])|[\p{L}\p{N}_-]+)/iu.exec(text)?.[1];
}

const LABEL = /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?(?:\*\*|__)?status(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(.*)$/i;

function readFrontMatter(source: PlanSource): StatusValue[] {
  return source.frontMatter === undefined
    ? []
    : readLines(source, source.frontMatter.from, source.frontMatter.to);
}

function readHead(source: PlanSource): StatusValue[] {
  const end = source.blocks.findIndex((block) => block.kind === 'heading' && block.level > 1);
  return readBlocks(source, end === -1 ? source.blocks : source.blocks.slice(0, end));
}

function readStatusSection(source: PlanSource): StatusValue[] {
  return source.blocks.flatMap((block, index): StatusValue[] => {
    if (block.kind !== 'heading' || block.level === 1) return [];
    const inHeading = LABEL.exec(block.text)?.[1];
    if (block.level === 2 && inHeading) return [{ text: inHeading, offset: block.from }];
    if (!/^[*_]*status[*_:]*$/i.test(block.text)) return [];
    const rest = source.blocks.slice(index + 1);
    const end = rest.findIndex((other) => other.kind === 'heading');
    const body = end === -1 ? rest : rest.slice(0, end);
    const labelled = readBlocks(source, body);
    const first = body[0];
    if (labelled.length > 0 || first === undefined) return labelled;
    const line = source.text.slice(first.from, first.to).split('\n')[0] ?? '';
    return [{ text: line.replace(/^[\s>]*[-*+]\s+/, '').trim(), offset: first.from }];
  });
}

function readBlocks(source: PlanSource, blocks: readonly Block[]): StatusValue[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph':
        return [...readLines(source, block.from, block.to), ...readTable(source, block.from, block.to)];
      case 'list':
        return block.items.flatMap((item) => readBlocks(source, item.blocks));
      case 'quote':
        return readBlocks(source, block.blocks);
      default:
        return [];
    }
  });
}

function readLines(source: PlanSource, from: number, to: number): StatusValue[] {
  let offset = from;
  return source.text
    .slice(from, to)
    .split('\n')
    .flatMap((line) => {
      const start = offset;
      offset += line.length + 1;
      const value = LABEL.exec(line.trimEnd())?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
      return value === undefined ? [] : [{ text: value, offset: start }];
    });
}

/** A table states the Status in a row (`| Status | DRAFT |`) or in a column. */
function readTable(source: PlanSource, from: number, to: number): StatusValue[] {
  const rows = source.text.slice(from, to).split('\n').map(readCells);
  if (!rows.every((cells) => cells.length > 1)) return [];
  const row = rows.find((cells) => isStatusCell(cells[0]) && cells.length === 2);
  const column = (rows[0] ?? []).findIndex(isStatusCell);
  const inColumn = column === -1 || rows.length < 3 ? undefined : rows[2]?.[column];
  const text =
    row?.[1] !== undefined && (rows[0] !== row || rows.length < 3) ? row[1] : (inColumn ?? row?.[1]);
  return text === undefined ? [] : [{ text, offset: from }];
}

function isStatusCell(cell: string | undefined): boolean {
  return /^[*_]*status[*_:]*$/i.test(cell ?? '');
}

function readCells(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/g, '');
  return line.includes('|') ? inner.split('|').map((cell) => cell.trim()) : [];
}

function readWithoutStatus(source: PlanSource): StatusReading {
  const names = source.blocks.flatMap((block) => (block.kind === 'heading' ? [nameSection(block.text)] : []));
  const living = new Set(names.filter((name) => LIVING_SECTIONS.has(name)));
  const looksLikeOne = living.size >= ENOUGH_LIVING_SECTIONS || isExecPlan(findLivingSections(source));
  if (!looksLikeOne) return { status: 'none', diagnostics: [] };
  const message =
    'this looks like an ExecPlan without a Status, so it counts as a draft; add "Status: APPROVED" to run it';
  return {
    status: 'draft',
    diagnostics: [{ severity: 'hint', rule: 'status-missing', message, line: 1, column: 1 }],
  };
}
