import { z } from '../schema.ts';

// Real files are made by many hands: unknown keys stay, absent and null are the same, one text stands for a list of one.
const text = z.string({ error: expected('text') });
const words = z.union([z.string(), z.number()], { error: expected('text or a number') }).transform(String);
const texts = listOf(text, 'text or a list of texts');
const optional = <S extends z.ZodType>(schema: S) =>
  schema.nullish().transform((value: z.output<S> | null | undefined) => value ?? undefined);

const changes = z.lazy(() =>
  listOf(
    z.union([z.string(), z.record(z.string(), z.unknown())], { error: expected('text or an object') }),
    'text or a list',
  ),
);

const file = z.lazy(() =>
  z.preprocess(
    (value) => (typeof value === 'string' ? { path: value, isLoose: true } : value),
    z.looseObject(
      {
        path: optional(text),
        file: optional(text),
        action: optional(text),
        target: optional(text),
        change: optional(text),
        changes: optional(changes),
      },
      { error: expected('a path or an object with a path') },
    ),
  ),
);

const criteria = z.lazy(() =>
  z.preprocess(
    (value) => (typeof value === 'string' || Array.isArray(value) ? { criteria: value } : value),
    z.looseObject(
      {
        criteria: optional(texts),
        verification: optional(texts),
        definition_of_done: optional(texts),
        manual_checks: optional(texts),
      },
      { error: expected('an object, text or a list of texts') },
    ),
  ),
);

const tests = z.lazy(() =>
  z.looseObject(
    {
      unit: optional(texts),
      integration: optional(texts),
      commands: optional(texts),
      manual_checks: optional(texts),
      success_metrics: optional(texts),
      coverage_target: optional(words),
    },
    { error: expected('an object') },
  ),
);

const commit = z.lazy(() =>
  z.looseObject(
    { type: optional(text), scope: optional(text), message_template: optional(text) },
    { error: expected('an object') },
  ),
);

const task = z.lazy(() =>
  z.looseObject(
    {
      id: words,
      title: optional(text),
      scope: optional(text),
      action: optional(text),
      description: optional(text),
      implementation: optional(texts),
      files: optional(z.array(file, { error: expected('a list') })),
      modification_points: optional(z.array(file, { error: expected('a list') })),
      convergence: optional(criteria),
      acceptance: optional(criteria),
      test: optional(tests),
      commit: optional(commit),
      depends_on: optional(listOf(words, 'a list of task ids')),
      priority: optional(words),
      backend: optional(text),
      work: optional(text).catch(undefined),
      commands: optional(texts),
    },
    { error: expected('an object') },
  ),
);

/** A solution as people and their tools write it; null counts as absent. */
export const solutionSchema = z.lazy(() =>
  z.looseObject(
    {
      id: optional(text),
      issue_id: optional(text),
      title: optional(text),
      tasks: z.array(task, { error: expected('a list of tasks') }),
    },
    { error: expected('an object') },
  ),
);

/** A solution file around its solution. */
export const envelopeSchema = z.lazy(() =>
  z.looseObject(
    {
      issue_id: optional(text),
      issue_title: optional(text).catch(undefined),
      title: optional(text).catch(undefined),
      issue: optional(z.looseObject({ id: optional(text), title: optional(text) })).catch(undefined),
    },
    { error: expected('an object') },
  ),
);

export type Envelope = z.infer<typeof envelopeSchema>;
export type SolutionTask = z.infer<typeof task>;
export type SolutionFile = z.infer<typeof file>;
export type Solution = z.infer<typeof solutionSchema>;

function listOf<S extends z.ZodType>(item: S, name: string) {
  return z.preprocess(
    (value) => (typeof value === 'string' || typeof value === 'number' ? [value] : value),
    z.array(item, { error: expected(name) }),
  );
}

function expected(what: string): (issue: { input?: unknown }) => string {
  return ({ input }) => `expected ${what}, received ${name(input)}`;
}

function name(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
