import { solutionSchema } from '../artifacts/solution-shape.ts';
import { toJsonSchema, z } from '../schema.ts';
import { issueSchema } from './issue.ts';

/** The text of `config/issue.schema.json`: one line of `issues.jsonl`. */
export function writeIssueJsonSchema(): string {
  return render('An issue, as one line of issues.jsonl', issueSchema);
}

/** The text of `config/solution.schema.json`: a solution by itself, or in an envelope that names its issue. */
export function writeSolutionJsonSchema(): string {
  const envelope = z.looseObject({
    issue_id: z.string().nullish().describe('The issue that it solves; without it the name of the file.'),
    issue_title: z.string().nullish().describe('What the issue is about, in one line.'),
    solution: z.union([solutionSchema, z.looseObject({ bound: solutionSchema })]),
  });
  return render('A solution of an issue', z.union([envelope, solutionSchema]));
}

function render(title: string, schema: z.ZodType): string {
  return `${JSON.stringify({ title, ...toRecord(toJsonSchema(schema, 'ref')) }, null, 2)}\n`;
}

function toRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
