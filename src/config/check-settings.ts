import type { SchemaProblem } from '../schema.ts';
import { asRecord } from './as-record.ts';
import { findNearestName } from './nearest-name.ts';
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
    ...checkBackend(root['backend'], executors),
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

function checkBackend(backend: unknown, executors: readonly string[]): SchemaProblem[] {
  const known = [...BUILT_IN_EXECUTORS, ...executors];
  if (typeof backend !== 'string' || known.includes(backend)) return [];
  const near = findNearestName(backend, known);
  const advice = near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`;
  return [{ path: ['backend'], message: `there is no executor "${backend}", ${advice}` }];
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
