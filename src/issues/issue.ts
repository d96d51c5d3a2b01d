import { isIdWord } from '../artifacts/id-word.ts';
import { checkShape, type SchemaProblem, z } from '../schema.ts';
import { fail, type Result, succeed } from '../result.ts';
import { readStatusWord, STATUS_WORDS } from './issue-status.ts';

const PRIORITY_WORDS: ReadonlyMap<string, number> = new Map([
  ['critical', 1],
  ['urgent', 1],
  ['high', 2],
  ['medium', 3],
  ['normal', 3],
  ['low', 4],
  ['trivial', 5],
]);

const text = (what: string) => z.string().nullish().describe(what);
const texts = (what: string) => z.array(z.string()).nullish().describe(what);

/** One line of `issues.jsonl`. What is not named here is kept as it is. */
export const issueSchema = z.looseObject({
  id: z
    .string({ error: 'expected text' })
    .describe('One word, such as ISS-20261120-001; commits and reports carry it.'),
  title: text('What is to be done, in one line.'),
  status: text(
    'Where it stands: registered, planning, planned, queued, executing, completed, failed, paused.',
  ),
  priority: z
    .union([z.number(), z.string()], { error: 'expected a number from 1 to 5 or a word such as high' })
    .nullish()
    .describe('From 1, critical, to 5, trivial; or a word such as high.'),
  context: text('What is known about it.'),
  source: text('Where it comes from: github, text, discovery.'),
  source_url: text('Where it can be read.'),
  tags: texts('Words to find it by.'),
  expected_behavior: text('What should happen.'),
  actual_behavior: text('What happens instead.'),
  affected_components: texts('Files or parts that it is about.'),
  feedback: z.array(z.unknown()).nullish().describe('What was said about earlier attempts.'),
  bound_solution_id: text('The id of the solution that is to be carried out, or the path of its file.'),
  created_at: text('ISO 8601.'),
  updated_at: text('ISO 8601.'),
});

/** What is to be done, as a store holds it. */
export interface Issue {
  id: string;
  title: string;
  /** The word in the store: see `readStatusWord` for what it means. */
  status: string;
  /** 1 is critical, 5 trivial. */
  priority: number;
  tags: string[];
  /** Id or path of the solution that was chosen. */
  boundSolution?: string;
  /** All that the store says of it, also what planex does not know. */
  fields: Record<string, unknown>;
}

/** Reads one issue; what is wrong with it otherwise, all at once. */
export function readIssue(value: unknown): Result<Issue, SchemaProblem[]> {
  const checked = checkShape(issueSchema, value);
  if (!checked.ok) return checked;
  const { id, title, status, priority, tags, bound_solution_id: bound, ...rest } = checked.value;
  const word = status?.trim() ?? '';
  const level = readPriority(priority);
  const problems: SchemaProblem[] = [
    ...(isIssueId(id)
      ? []
      : [
          {
            path: ['id'],
            message: 'the id has to be one word of at most 100 visible characters, without / \\ #',
          },
        ]),
    ...(word === '' || readStatusWord(word) !== undefined
      ? []
      : [{ path: ['status'], message: `"${word}" is no status: ${STATUS_WORDS.join(', ')}` }]),
    ...(level === undefined
      ? [{ path: ['priority'], message: 'expected a number from 1 to 5 or a word such as high' }]
      : []),
  ];
  if (problems.length > 0 || level === undefined) return fail(problems);
  return succeed({
    id: id.trim(),
    title: firstLine(title) ?? firstLine(rest.context) ?? id.trim(),
    status: word === '' ? 'registered' : word,
    priority: level,
    tags: tags ?? [],
    ...(bound?.trim() ? { boundSolution: bound.trim() } : {}),
    fields: checked.value,
  });
}

/** Whether a text can name an issue in commits, reports and file names. */
export function isIssueId(id: string): boolean {
  return isIdWord(id) && !/[/\\#]/.test(id) && !id.trim().startsWith('.');
}

/** 1 to 5, from a number or a word; 3 where nothing is said, undefined where it cannot be understood. */
export function readPriority(value: unknown): number | undefined {
  if (value === undefined || value === null) return 3;
  const meant = typeof value === 'string' ? PRIORITY_WORDS.get(value.trim().toLowerCase()) : undefined;
  if (meant !== undefined) return meant;
  const level = typeof value === 'string' ? Number(value.trim() || 'none') : value;
  if (typeof level !== 'number' || !Number.isInteger(level)) return undefined;
  return level >= 1 && level <= 5 ? level : undefined;
}

function firstLine(value: string | null | undefined): string | undefined {
  const line = value?.trim().split('\n')[0]?.replaceAll(/\s+/g, ' ').trim();
  return line === undefined || line === '' ? undefined : line;
}
