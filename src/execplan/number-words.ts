const WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

const NUMBERS = new Map<string, number>([
  ...WORDS.map((word, index): [string, number] => [word, index]),
  ...TENS.map((word, index): [string, number] => [word, 20 + 10 * index]),
  ['a dozen', 12],
  ['dozen', 12],
  ['a hundred', 100],
  ['a thousand', 1000],
  ['half an', 0.5],
  ['half a', 0.5],
  ['twice', 2],
  ['thrice', 3],
  ['a couple of', 2],
  ['a single', 1],
  ['an', 1],
  ['a', 1],
]);

const TENS_PATTERN = `(?:${TENS.join('|')})(?:[ -](?:${WORDS.slice(1, 10).join('|')}))?`;
const SMALL = `(?:${TENS_PATTERN}|${[...WORDS].reverse().join('|')})`;

/** Matches a number in digits ("1,200", "1.5", "2k") or words ("two", "twenty-five", "two hundred", "a dozen"). */
export const NUMBER_PATTERN = `(?:\\d[\\d,_]*(?:\\.\\d+)?k?(?![\\w.]*\\w)|(?:${SMALL}|a) (?:hundred|thousand)\\b|${SMALL}\\b|(?:a )?dozen\\b|half an?\\b|a couple of\\b|a single\\b)`;

/** The value of what `NUMBER_PATTERN` has matched, in lower case. */
export function readNumber(text: string): number | undefined {
  const digits = /^(\d[\d,_]*(?:\.\d+)?)(k?)$/.exec(text);
  if (digits !== null) {
    const value = Number((digits[1] ?? '').replace(/[,_]/g, ''));
    return Number.isFinite(value) ? value * (digits[2] === 'k' ? 1000 : 1) : undefined;
  }
  const known = NUMBERS.get(text);
  if (known !== undefined) return known;
  const [, head = '', scale = ''] = /^(.*?) (hundred|thousand)$/.exec(text) ?? [];
  if (scale !== '') {
    const factor = readNumber(head);
    return factor === undefined ? undefined : factor * (scale === 'hundred' ? 100 : 1000);
  }
  const [tens = '', ones = ''] = text.split(/[ -]/);
  const sum = [NUMBERS.get(tens), NUMBERS.get(ones)];
  return sum[0] === undefined || sum[1] === undefined ? undefined : sum[0] + sum[1];
}
