import * as z from './zod.ts';

/** What schemas elsewhere are built with. Those that a start does not need are made when they are first used, by `z.lazy`. */
export { z };

/** One thing wrong with a value: where (object keys and array indexes from the root) and what. */
export interface SchemaProblem {
  path: (string | number)[];
  message: string;
}

/** Checks a value against a schema and returns either the parsed value or all problems at once. */
export function checkShape<S extends z.ZodType>(
  schema: S,
  value: unknown,
): { ok: true; value: z.output<S> } | { ok: false; failure: SchemaProblem[] } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, failure: parsed.error.issues.flatMap(describeIssue) };
}

function describeIssue(issue: z.core.$ZodIssue): SchemaProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key "${key}"` }));
  }
  return [{ path, message: issue.message }];
}

/** The JSON Schema (draft 2020-12) of what a person may write for `schema`; `ref` states once what stands in it repeatedly. */
export function toJsonSchema(schema: z.ZodType, reused: 'inline' | 'ref' = 'inline'): unknown {
  return z.toJSONSchema(schema, { io: 'input', reused });
}
