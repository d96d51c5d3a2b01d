import type { Comparison, Row, Sample, Unit } from './row.ts';

/** What came of a row: its comparisons, or why there are none. */
export interface Measured {
  row: Row;
  comparisons: Comparison[];
  problem?: string;
}

export type Verdict = 'met' | 'acceptable' | 'missed' | 'reported';

/** The number that is compared with the bounds: the ratio, or the value itself. */
export function scoreOf({ planex, against, absolute }: Comparison): number {
  return absolute === true ? planex.median : planex.median / against.median;
}

/** How a comparison stands to its bounds. */
export function judge(comparison: Comparison): Verdict {
  const { target, acceptable } = comparison;
  const score = scoreOf(comparison);
  if (target !== undefined && score <= target) return 'met';
  if (acceptable !== undefined && score <= acceptable) return 'acceptable';
  return target === undefined && acceptable === undefined ? 'reported' : 'missed';
}

/** One comparison in lines for a terminal. */
export function renderComparison(comparison: Comparison): string[] {
  const { at, planex, against, peers = [], parts = [], notes = [], unit } = comparison;
  const bounds = `target ${renderBound(comparison.target)}, acceptable ${renderBound(comparison.acceptable)}`;
  const others = [against, ...peers].map(
    (one) => `${one.name} ${renderSample(one, unit)}${renderRatio(planex.median / one.median)}`,
  );
  return [
    `  ${at === '' ? '' : `${at}: `}planex ${renderSample(planex, unit)} · ${others.join(' · ')}`,
    `    ${scoreOf(comparison).toFixed(2)}, ${bounds}: ${judge(comparison)}`,
    ...(parts.length === 0
      ? []
      : [`    ${parts.map(({ name, value }) => `${name} ${value.toFixed(1)}`).join(' · ')}`]),
    ...notes.map((note) => `    ${note}`),
  ];
}

/** All rows as a Markdown document. */
export function renderDocument(measured: readonly Measured[], machine: string, day: string): string {
  const head = [
    '# Benchmarks',
    '',
    `Measured by \`npm run bench\` on ${day}: ${machine}.`,
    '',
    'Both sides of a pair are measured in turn, round by round, so that a busy machine hits both. A value is the median and,',
    'in brackets, the range that holds the middle half. The score is the ratio of planex to what it is compared with, or',
    'planex itself where the bounds are absolute. `npm run bench -- --only <name>` measures one row.',
    '',
  ];
  return [...head, ...measured.flatMap(renderRow)].join('\n');
}

function renderRow({ row, comparisons, problem }: Measured): string[] {
  const lines = [`## ${row.title}`, '', `\`${row.name}\``, ''];
  if (problem !== undefined) return [...lines, `Not measured: ${problem}`, ''];
  lines.push(
    '| at | planex | against | others | score | target | acceptable | |',
    '|---|---|---|---|---|---|---|---|',
  );
  for (const one of comparisons) {
    const { at, planex, against, peers = [], unit } = one;
    const others = peers.map((peer) => `${peer.name} ${renderSample(peer, unit)}`).join('<br>');
    const cells = [
      at,
      renderSample(planex, unit),
      `${against.name} ${renderSample(against, unit)}`,
      others,
      scoreOf(one).toFixed(2),
      renderBound(one.target),
      renderBound(one.acceptable),
      judge(one),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  lines.push('');
  for (const { at, parts = [], notes = [], unit } of comparisons) {
    const named = parts.map(({ name, value }) => `${name} ${value.toFixed(1)} ${unit}`);
    if (named.length > 0) lines.push(`${at === '' ? 'Parts' : `Parts at ${at}`}: ${named.join(', ')}.`, '');
    for (const note of notes) lines.push(note, '');
  }
  return lines;
}

/** A ratio in brackets; nothing where there is none to give. */
function renderRatio(ratio: number): string {
  return Number.isFinite(ratio) ? ` (${ratio.toFixed(2)})` : '';
}

function renderBound(bound: number | undefined): string {
  return bound === undefined ? '–' : `≤ ${bound}`;
}

function renderSample({ median, low, high }: Sample, unit: Unit): string {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  const range = low === high ? '' : ` (${low.toFixed(digits)}–${high.toFixed(digits)})`;
  return `${median.toFixed(digits)} ${unit}${range}`;
}
