import { importIssues } from '../compose/issues/import-issues.ts';
import { readReport } from '../compose/issues/read-report.ts';
import { findIssue, type IssueUpdate, updateIssue } from '../compose/issues/update-issue.ts';
import { viewIssues } from '../compose/issues/view-issues.ts';
import { OperatorError } from '../errors.ts';
import { readStatusWord, STATUS_WORDS } from '../issues/issue-status.ts';
import type { Command, CommandInput } from './command.ts';
import { printImport, printIssue, printIssues } from './issue-views.ts';
import { printJson } from './terminal.ts';

export const issues: Command = {
  args: [
    { name: '[what...]', description: 'list; show <issue>; update <issue>; or import <file or folder>' },
  ],
  options: [
    { flags: '--status <status>', description: 'list: only these, with commas; update: the new status' },
    { flags: '--title <title>', description: 'update: the new title' },
    { flags: '--priority <priority>', description: 'update: from 1, critical, to 5, trivial' },
    {
      flags: '--tags <tags>',
      description: 'list: only with one of these; update: the new ones, with commas',
    },
    { flags: '--solution <number>', description: 'update: the solution to carry out, as show counts them' },
    { flags: '--dry-run', description: 'import: only say what would be taken' },
    { flags: '--json', description: 'print JSON' },
  ],
  details: `Issues lie in .workflow/issues where that is there, else in docs/issues/.store; solutions that planex carries out lie
in docs/issues. An issue is completed when the history holds a commit for each of its tasks, whatever the store says; it then goes to
issue-history.jsonl beside the others, and comes back from there when one of these commits is undone. list shows what is
past and has no solution in place only when --status asks for it.
By hand it can be paused or deferred, closed or resolved, and registered or open again: its tasks wait meanwhile.
Queues in .workflow/issues/queues give the order of issues; planex keeps their statuses true.
What is imported does not run: planex run <issue> has it carried out.

Exit codes: 0 fine · 1 something in the store or the import cannot be read · 2 wrong usage

JSON: list { folder, issues, problems } and show { issue, … }, each issue with { id, title, status, stored?, reason?,
priority, tags, solutions, tasks, past?, queue? }; import { folder, issues, solutions, already, problems }`,
  examples: [
    'planex issues',
    'planex issues list --status planned,failed --json',
    'planex issues show ISS-20261120-001',
    'planex issues update ISS-20261120-001 --priority high --tags greeting,cli',
    'planex issues import notes/issues.jsonl --dry-run',
  ],
  async run(input) {
    const [verb = 'list', ...rest] = input.args;
    switch (verb) {
      case 'list':
        requireCount(rest, 0, 'planex issues list');
        return list(input);
      case 'show':
        return show(input, requireCount(rest, 1, 'planex issues show <issue>'));
      case 'update':
        return update(input, requireCount(rest, 1, 'planex issues update <issue> --status paused'));
      case 'import':
        return take(input, requireCount(rest, 1, 'planex issues import <file or folder>'));
      default:
        throw new OperatorError(`planex issues does not know "${verb}"`, {
          todo: `list, show, update or import; planex issues show ${verb} shows one issue`,
        });
    }
  },
};

async function list({ cwd, options, io }: CommandInput): Promise<number> {
  const statuses = readWords(options['status'])?.map(requireStatusWord);
  const tags = readWords(options['tags']);
  const { folder, issues: all, problems } = await viewIssues(cwd);
  const found = all.filter(
    (issue) =>
      // What is past and has nothing left in place is there for whoever asks for its status.
      (issue.past !== true || issue.tasks.length > 0 || statuses !== undefined) &&
      (statuses === undefined || statuses.includes(issue.status)) &&
      (tags === undefined || tags.some((tag) => issue.tags.includes(tag))),
  );
  if (options['json'] === true) printJson(io, { folder, issues: found, problems });
  else printIssues(io, found, problems);
  return problems.length === 0 ? 0 : 1;
}

async function show({ cwd, options, io }: CommandInput, id: string): Promise<number> {
  const view = await viewIssues(cwd, id);
  const issue = findIssue(view, id);
  if (options['json'] === true) printJson(io, { issue, problems: view.problems });
  else printIssue(io, issue);
  const report = options['json'] === true ? undefined : await readReport(cwd, issue);
  for (const line of report?.trimEnd().split('\n') ?? []) io.out(line);
  for (const line of view.problems) io.err(`planex: ${line}`);
  return view.problems.length === 0 ? 0 : 1;
}

async function update({ cwd, options, io }: CommandInput, id: string): Promise<number> {
  const issue = await updateIssue(cwd, id, readUpdate(options));
  if (options['json'] === true) printJson(io, { issue });
  else printIssue(io, issue);
  return 0;
}

async function take({ cwd, options, io }: CommandInput, from: string): Promise<number> {
  const isDry = options['dryRun'] === true;
  const report = await importIssues(cwd, from, isDry);
  if (options['json'] === true) printJson(io, report);
  else printImport(io, report, isDry);
  return report.problems.length === 0 ? 0 : 1;
}

function readUpdate(options: CommandInput['options']): IssueUpdate {
  const { status, title, priority, solution } = options;
  const tags = readWords(options['tags']);
  const update: IssueUpdate = {
    ...(typeof status === 'string' ? { status } : {}),
    ...(typeof title === 'string' ? { title: requireTitle(title) } : {}),
    ...(typeof priority === 'string' ? { priority } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...(typeof solution === 'string' ? { solution: requireNumber(solution) } : {}),
  };
  if (Object.keys(update).length > 0) return update;
  throw new OperatorError('nothing was said to change', {
    todo: '--status, --title, --priority, --tags or --solution',
  });
}

function requireTitle(title: string): string {
  const line = title.replaceAll(/\s+/g, ' ').trim();
  if (line !== '') return line;
  throw new OperatorError('a title has at least one word');
}

function requireNumber(word: string): number {
  if (/^[1-9]\d*$/.test(word)) return Number(word);
  throw new OperatorError(`"${word}" is no number of a solution`, { todo: 'planex issues show counts them' });
}

function requireStatusWord(word: string): string {
  const status = readStatusWord(word);
  if (status !== undefined) return status;
  throw new OperatorError(`there is no status "${word}"`, { todo: STATUS_WORDS.join(', ') });
}

function readWords(value: string | boolean | undefined): string[] | undefined {
  if (typeof value !== 'string') return undefined;
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function requireCount(args: readonly string[], count: 0, usage: string): undefined;
function requireCount(args: readonly string[], count: 1, usage: string): string;
function requireCount(args: readonly string[], count: number, usage: string): string | undefined {
  if (args.length === count) return args[0];
  throw new OperatorError(count === 0 ? 'list takes no names' : 'name exactly one', { todo: usage });
}
