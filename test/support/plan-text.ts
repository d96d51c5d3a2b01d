import { fc } from './property.ts';

/** A word, a piece of inline code, or a marker. */
export type Token = { kind: 'word'; text: string } | { kind: 'code'; text: string } | { kind: 'marker' };

/** A paragraph, or an item of a list with a box. */
interface Piece {
  kind: 'paragraph' | 'item';
  tokens: Token[];
}

/** Sections that are each a heading and what is below it. */
export type PlanModel = Piece[][];

/** How a plan is written down: what must make no difference. */
export interface Writing {
  width: number;
  indent: string;
  lineEnd: string;
  box: ' ' | 'x';
  mark: '-' | '*' | '1.';
  quote: '' | '> ';
}

const word = fc.constantFrom('the', 'mode', 'is', 'kept,', 'whole.', 'BAR', 'files', "don't", '(all)');
const code = fc.constantFrom(
  'BAR',
  '--mode write',
  'a * b | c',
  'x`y',
  '``',
  'GET /v1/{id}',
  '**bold**',
  'é ß',
);

const token = fc.oneof(
  { weight: 4, arbitrary: word.map((text): Token => ({ kind: 'word', text })) },
  { weight: 3, arbitrary: code.map((text): Token => ({ kind: 'code', text })) },
  { weight: 1, arbitrary: fc.constant<Token>({ kind: 'marker' }) },
);
const piece = fc.record({
  kind: fc.constantFrom<Piece['kind']>('paragraph', 'item'),
  tokens: fc.array(token, { minLength: 1, maxLength: 25 }),
});

/** Plans in which every piece of inline code is unlike all others. */
export const planModel: fc.Arbitrary<PlanModel> = fc
  .array(fc.array(piece, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .map(numberCode);

/** Ways of writing a plan down. */
export const writing: fc.Arbitrary<Writing> = fc.record({
  width: fc.integer({ min: 5, max: 120 }),
  indent: fc.constantFrom('', '  ', '    ', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  box: fc.constantFrom(' ', 'x'),
  mark: fc.constantFrom('-', '*', '1.'),
  quote: fc.constantFrom('', '> '),
});

function numberCode(sections: PlanModel): PlanModel {
  let count = 0;
  return mapTokens(sections, (one) => [
    one.kind === 'code' ? { kind: 'code', text: `${one.text} ${(count += 1)}` } : one,
  ]);
}

/** The plan with every token replaced by others, or by none. */
export function mapTokens(sections: PlanModel, change: (token: Token) => Token[]): PlanModel {
  return sections.map((pieces) =>
    pieces.map(({ kind, tokens }) => ({ kind, tokens: tokens.flatMap((one) => change(one)) })),
  );
}

/** Writes a plan down; each character is one byte. */
export function writePlan(sections: PlanModel, writing: Writing): string {
  const lines = sections.flatMap((pieces, index) => [
    `## Section ${index}`,
    '',
    ...writePieces(pieces, writing),
  ]);
  return Buffer.from(lines.join(writing.lineEnd), 'utf8').toString('latin1');
}

function writePieces(pieces: readonly Piece[], writing: Writing): string[] {
  return pieces.flatMap(({ kind, tokens }, index) => {
    const isItem = kind === 'item';
    // A word comes first: three backticks there would begin a fence.
    const begin = isItem ? `${writing.mark} [${writing.box}]` : 'Note:';
    const words = [begin, ...tokens.flatMap(writeToken)];
    const lines = wrap(words, writing.width).map((line, at) => {
      const indent = at === 0 ? '' : writing.indent;
      return `${writing.quote}${indent}${line}`;
    });
    // Items follow each other closely; everything else stands apart.
    return isItem && pieces[index + 1]?.kind === 'item' ? lines : [...lines, ''];
  });
}

/** The words a token consists of; a line may end between any two, also within inline code. */
function writeToken(token: Token): string[] {
  if (token.kind === 'marker') return ['**Load-bearing:**'];
  if (token.kind === 'word') return [token.text];
  const longest = Math.max(0, ...Array.from(token.text.matchAll(/`+/g), ([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return longest === 0
    ? `${ticks}${token.text}${ticks}`.split(' ')
    : [ticks, ...token.text.split(' '), ticks];
}

/** A line is not begun with what would mean something else there. */
function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const next of words) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + 1 + next.length <= width;
    const stays = /^(?:[-+*|>#]|\d+\.|`{3,})/.test(next) && !next.startsWith('**L');
    if (last === undefined || !(fits || stays)) lines.push(next);
    else lines[lines.length - 1] = `${last} ${next}`;
  }
  return lines;
}
