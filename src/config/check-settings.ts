import type { SchemaProblem } from '../schema.ts';
import { asRecord } from './as-record.ts';
import { findNearestName } from '../artifacts/nearest-name.ts';
import { BUILT_IN_EXECUTORS } from './settings.ts';

/** Says what is wrong with a cron expression, or undefined when nothing is. */
export type CronCheck = (expression: string) => string | undefined;

/**
 * What the shape of a document cannot tell: names, time zones and cron expressions. Takes the value as written and
 * passes over what has the wrong type, so that these problems are found together with those of the shape.
 */
export function checkSettings(value: unknown, checkCron: CronCheck): SchemaProblem[] {
  const root = asRecord(value);
  const schedule = asRecord(root['schedule']);
  const executors = Object.keys(asRecord(root['executors']));
  return [
    ...executors.flatMap(checkExecutorName),
    ...checkBackend(root['backend'], executors, ['backend']),
    ...checkRows(asRecord(root['routing'])['rows'], executors),
    ...checkTimezone(schedule['timezone']),
    ...checkExpressions(schedule, checkCron),
  ];
}

function checkExecutorName(name: string): SchemaProblem[] {
  const path = ['executors', name];
  if (BUILT_IN_EXECUTORS.includes(name)) {
    return [{ path, message: `"${name}" is a built-in executor, choose another name` }];
  }
  if (/^[a-z][a-z0-9-]{0,39}$/.test(name)) return [];
  return [
    { path, message: `expected a name of lower-case letters, digits and "-" that begins with a letter` },
  ];
}

function checkBackend(
  backend: unknown,
  executors: readonly string[],
  path: (string | number)[],
): SchemaProblem[] {
  const known = [...BUILT_IN_EXECUTORS, ...executors];
  if (typeof backend !== 'string' || known.includes(backend.trim().toLowerCase())) return [];
  const near = findNearestName(backend, known);
  const advice = near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`;
  return [{ path, message: `there is no executor "${backend}", ${advice}` }];
}

function checkRows(rows: unknown, executors: readonly string[]): SchemaProblem[] {
  if (!Array.isArray(rows)) return [];
  const seen = new Set<unknown>();
  return rows.flatMap((row, index): SchemaProblem[] => {
    const { work, backend, also, fallback } = asRecord(row);
    const path = ['routing', 'rows', index];
    const repeated = typeof work === 'string' && seen.has(work);
    seen.add(work);
    return [
      ...(repeated ? [{ path: [...path, 'work'], message: `there is a row for ${work} already` }] : []),
      ...checkBackend(backend, executors, [...path, 'backend']),
      ...checkBackend(asRecord(also)['backend'], executors, [...path, 'also', 'backend']),
      ...checkBackend(asRecord(fallback)['backend'], executors, [...path, 'fallback', 'backend']),
    ];
  });
}

function checkTimezone(timezone: unknown): SchemaProblem[] {
  if (typeof timezone !== 'string') return [];
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone });
    return [];
  } catch {
    const message = `"${timezone}" is not a time zone, expected a name such as "UTC" or "Europe/Vienna"`;
    return [{ path: ['schedule', 'timezone'], message }];
  }
}

function checkExpressions(schedule: Record<string, unknown>, checkCron: CronCheck): SchemaProblem[] {
  const recurring = Object.entries(asRecord(schedule['recurring']));
  const expressions: [string[], unknown][] = [
    [['reconcile'], schedule['reconcile']],
    [['retention'], schedule['retention']],
    ...recurring.map(([path, expression]): [string[], unknown] => [['recurring', path], expression]),
  ];
  return expressions.flatMap(([path, expression]) => {
    const wrong = typeof expression === 'string' ? checkCron(expression) : undefined;
    return wrong === undefined ? [] : [{ path: ['schedule', ...path], message: wrong }];
  });
}
