import { NUMBER_PATTERN, readNumber } from './number-words.ts';
import type { Measure } from './tolerance.ts';

/** What a sentence says that can be measured. */
export interface MeasuresReading {
  measures: Measure[];
  /** There is a number that no measure took. */
  left: boolean;
}

interface Quantity {
  value: number;
  /** Words between the number and its noun. */
  between: string;
  noun: string;
  before: string;
  after: string;
}

const HOUR_MS = 3_600_000;
const UNITS: [RegExp, number][] = [
  [/^min/, HOUR_MS / 60],
  [/^h/, HOUR_MS],
  [/^day/, 24 * HOUR_MS],
];
/** A day of work is no day of the clock, and to stop early loses less. */
const WORKING_DAY_MS = 8 * HOUR_MS;

const NOUN =
  'files?|documents?|docs|lines?|loc|sloc|attempts?|tries|retries|iterations?|loops?|rounds?|cycles?|times|hours?|hrs?|h|minutes?|mins?|days?|dependenc(?:y|ies)|crates?|packages?|librar(?:y|ies)|modules?|gems?';
const QUANTITY = new RegExp(
  `(?<![\\w.-])(${NUMBER_PATTERN})((?: (?!(?:or|and|if|stop)\\b)[\\w/&'-]+){0,4}?)[ -](${NOUN})\\b`,
  'g',
);
const ANY_NUMBER = new RegExp(`(?<![\\w.-])(?:\\d[\\d,_]*(?:\\.\\d+)?|${NUMBER_PATTERN})(?![\\w.])`, 'g');

const LIMITS =
  /\b(?:more than|over|above|exceed(?:s|ed|ing)?|beyond|past|greater than|longer than|larger than|at most|no(?:t)? more than|max(?:imum)?(?: of)?|up to|limit(?:ed)?(?: of| to)?|at least|reach(?:es)?|or more|fewer than|less than|under|below|within|stay(?:s)? (?:under|below|within))\b|[<>≤≥]|:\s*$|^\s*$/;
/** These let the number itself pass no more. */
const EXCLUSIVE =
  /(?:at least|reach(?:es)?|fewer than|less than|under|below|(?<![≤<>])>=|≥|<(?!=))[^.]{0,12}$/;
const SCOPE_LABEL = /^(?:scope|size|files?|lines?|diff|surface|change|budget|max)/;
const DEPENDENCY = '(?:dependenc(?:y|ies)|crates?|packages?|librar(?:y|ies)|gems?|modules?)';
const NEW_DEPENDENCY = new RegExp(
  `\\b(?:new|additional|extra|another|third-party)\\s+(?:[\\w/-]+\\s+){0,3}${DEPENDENCY}\\b|\\badd(?:s|ed|ing)?\\s+(?:any|an?|new|more|further|another)\\s+(?:[\\w/-]+\\s+){0,3}${DEPENDENCY}\\b`,
);
const INTERFACE =
  /\b(?:public|exported|external)\b[^.]{0,60}\b(?:api|apis|interface|interfaces|signatures?|contract)\b|\bapi signatures?\b/;
const CHANGE = /\b(?:chang\w*|modif\w*|break\w*|alter\w*|remov\w*|renam\w*|new)\b/;
const AMBIGUITY =
  /\b(?:(?:multiple|several|two|different)\b[^.]{0,30}\b(?:interpretations?|readings?)|ambiguous|ambiguity|read in several ways)\b/;

/** Reads one sentence, in lower case, on one line and with `\0` in place of inline code. */
export function readMeasures(sentence: string, label: string): MeasuresReading {
  const quantities = findQuantities(spellOut(sentence, label));
  const measures: Measure[] = [];
  let taken = 0;
  for (const quantity of quantities) {
    const measure = readQuantity(quantity, label);
    if (measure === undefined) continue;
    taken++;
    measures.push(measure);
  }
  if (NEW_DEPENDENCY.test(sentence) && !measures.some(({ kind }) => kind === 'dependencies')) {
    measures.push({ kind: 'dependencies', limit: 0 });
  }
  if (INTERFACE.test(sentence) && CHANGE.test(sentence)) measures.push({ kind: 'interface' });
  if (/ambigu/.test(label) || AMBIGUITY.test(sentence)) measures.push({ kind: 'ambiguity' });
  const isAsked = measures.length > taken && taken === 0;
  return { measures, left: !isAsked && countNumbers(sentence) > taken };
}

/** "20 or more files" is "at least 20 files", and "Files: 10" is "10 files". */
function spellOut(sentence: string, label: string): string {
  const least = sentence.replace(/(?<!\S)(\S+) or more\b(?! than)/g, 'at least $1');
  return /(?:^|\s)[\d,]+$/.test(least) && label !== '' ? `${least} ${label}` : least;
}

function countNumbers(sentence: string): number {
  // "one", "a single" and the like are seldom a threshold.
  return (sentence.match(ANY_NUMBER) ?? []).filter((found) => (readNumber(found) ?? 0) > 1).length;
}

function findQuantities(sentence: string): Quantity[] {
  return [...sentence.matchAll(QUANTITY)].flatMap((match) => {
    const value = readNumber(match[1] ?? '');
    if (value === undefined) return [];
    return [
      {
        value,
        between: (match[2] ?? '').trim(),
        noun: match[3] ?? '',
        before: sentence.slice(0, match.index),
        after: sentence.slice(match.index + match[0].length),
      },
    ];
  });
}

function readQuantity(quantity: Quantity, label: string): Measure | undefined {
  const { noun, before, after, between } = quantity;
  const isLimited = LIMITS.test(before) || SCOPE_LABEL.test(label);
  const limit = Math.max(0, isExclusive(quantity) ? quantity.value - 1 : quantity.value);
  if (/^(?:file|doc)/.test(noun)) {
    if (!isLimited) return undefined;
    const only = readOnly(between, noun);
    return { kind: 'files', limit, ...(only && { only }) };
  }
  if (/^(?:line|loc|sloc)/.test(noun)) {
    // A limit on how long one file may be says nothing about the change.
    if (
      !isLimited ||
      /\0[^,;]{0,40}$/.test(before) ||
      /\b(?:file|function)s?\b[^,;]{0,20}\b(?:exceed|longer)/.test(before)
    )
      return undefined;
    return { kind: 'lines', limit, count: readCount(between, before, after) };
  }
  if (/^(?:attempt|tries|retr|iteration|loop|round|cycle|times)/.test(noun)) {
    if (noun === 'times' && !/\bfail/.test(before)) return undefined;
    return { kind: 'attempts', limit: quantity.value };
  }
  if (/^(?:h|min|day)/.test(noun)) return readTime(quantity, label);
  const isNew = /\b(?:new|additional|extra|external|third-party)\b/.test(`${between} ${before}`);
  return isNew && isLimited ? { kind: 'dependencies', limit } : undefined;
}

function isExclusive({ before }: Quantity): boolean {
  return EXCLUSIVE.test(before);
}

function readOnly(between: string, noun: string): 'new' | 'documents' | undefined {
  if (noun.startsWith('doc') || /\b(?:markdown|documentation)\b/.test(between)) return 'documents';
  return /\bnew$/.test(between) && !/modif|chang/.test(between) ? 'new' : undefined;
}

function readCount(between: string, before: string, after: string): 'net' | 'gross' | 'added' {
  const clause = /[^,;]*$/.exec(before.slice(-40))?.[0] ?? '';
  if (/\bnet\b/.test(`${clause} ${between} ${after.slice(0, 40)}`)) return 'net';
  const isAdded =
    /\b(?:new|added)\b/.test(between) || /^[^,;]{0,20}\b(?:added(?! (?:or|and))|insertions)\b/.test(after);
  return isAdded ? 'added' : 'gross';
}

/** "Within one hour" says when something else is decided, unless time is what the tolerance is about. */
function readTime({ value, between, noun, before }: Quantity, label: string): Measure | undefined {
  const isAbout = /^(?:time|duration|elapsed)/.test(label);
  const isExceeded =
    /\b(?:exceed\w*|more than|longer than|over|beyond|takes?|takes up|at most|max\w*)\b/.test(before);
  if (!isAbout && !isExceeded) return undefined;
  const [, unitMs = HOUR_MS] = UNITS.find(([pattern]) => pattern.test(noun)) ?? [];
  const isWorkingDay = noun.startsWith('day') && /\b(?:focused|working|work|business)\b/.test(between);
  return { kind: 'time', limitMs: value * (isWorkingDay ? WORKING_DAY_MS : unitMs) };
}
