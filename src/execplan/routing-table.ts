import { readPlanSource } from '../artifacts/plan-source.ts';
import { nameSection } from '../artifacts/section-name.ts';
import { insertBlock } from './insert-block.ts';

/** Who carries out a task, in words. */
export interface RoutedRow {
  key: string;
  title: string;
  work: string;
  backend: string;
}

const HEADING = 'Routing summary';
const HEAD = '| Task | Title | Work | Backend |';
const NAMES = new Set(['routing', 'routing summary', 'routing table']);

/** The text of a plan with a table of who carries out its tasks; one that planex wrote earlier is brought up to date. */
export function writeRoutingTable(text: string, rows: readonly RoutedRow[]): string {
  const read = readPlanSource(text);
  if (!read.ok || rows.length === 0) return text;
  const { blocks } = read.value;
  const table = [HEAD, '|---|---|---|---|', ...rows.map(writeRow)].join('\n');
  const old = blocks.find((block) => block.kind === 'paragraph' && text.startsWith(HEAD, block.from));
  if (old !== undefined) {
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    return text.slice(0, old.from) + table.replaceAll('\n', eol) + text.slice(old.to);
  }
  // A table of somebody's own making stays as it is.
  const isThere = blocks.some((block) => block.kind === 'heading' && NAMES.has(nameSection(block.text)));
  return isThere ? text : insertBlock(text, [{ at: undefined, block: `## ${HEADING}\n\n${table}` }]);
}

function writeRow({ key, title, work, backend }: RoutedRow): string {
  return `| ${[key, title, work, backend].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
