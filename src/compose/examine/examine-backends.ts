import type { Settings } from '../../config/settings.ts';
import type { Route } from '../../routing/route.ts';
import { isLimited } from '../../tasks/backend-limit.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { BackendView } from '../calls/view-backends.ts';
import { AGENTS } from '../calls/backends.ts';
import type { Finding } from './finding.ts';

/** What `planex doctor` says of each backend. One that nothing here needs is no trouble, whatever it lacks. */
export function examineBackends(views: readonly BackendView[], settings: Settings, nowMs: number): Finding[] {
  return views.map((backend): Finding => {
    const isNeeded = backend.tasks.length > 0 || (isConfigured(settings) && asksFor(backend));
    const details = describeDetails(backend, nowMs);
    const finding = {
      name: `backend ${backend.name}`,
      message: describeState(backend),
      ...(details.length === 0 ? {} : { details }),
      backend,
    };
    const { signIn, waiting } = backend;
    if (!backend.usable) {
      const level = isNeeded || backend.kind !== 'agent' ? 'warning' : 'note';
      return { ...finding, level, ...adviseInstalling(backend) };
    }
    if (signIn?.seems === 'not-signed-in' && isNeeded) {
      return { ...finding, level: 'warning', todo: signIn.todo };
    }
    // A daemon finds programs on the PATH that it was started with.
    if (backend.kind === 'agent' && waiting.length > 0) {
      return { ...finding, level: 'warning', todo: 'planex stop && planex start' };
    }
    return { ...finding, level: 'ok' };
  });
}

/**
 * What `planex doctor` says when backends of the policy cannot be used. Nothing takes their place by itself: their tasks
 * wait.
 */
export function examineAvailability(
  views: readonly BackendView[],
  routes: readonly Route[],
  settings: Settings,
): Finding[] {
  const usable = new Set(views.filter((view) => view.usable).map(({ name }) => name));
  const served = routes.filter(
    ({ backend, also }) => usable.has(backend) && usable.has(also?.backend ?? backend),
  );
  const missing = unique(
    routes.flatMap(({ backend, also }) => [backend, ...(also === undefined ? [] : [also.backend])]),
  ).filter((name) => !usable.has(name));
  if (missing.length === 0) return [];
  const waiting = unique(views.filter(({ name }) => missing.includes(name)).flatMap((view) => view.waiting));
  const cannot = `${missing.join(' and ')} cannot be used`;
  const unserved = routes.filter((route) => !served.includes(route)).map(({ work }) => work);
  const message =
    served.length === 0
      ? `routing unavailable: ${cannot}, so tasks that the policy routes wait`
      : `${cannot}: ${unserved.join(', ')} wait`;
  const isUnavailable = served.length === 0 && waiting.length > 0;
  const isTrouble = waiting.length > 0 || isConfigured(settings);
  return [
    {
      level: isUnavailable ? 'error' : isTrouble ? 'warning' : 'note',
      name: 'routing',
      message,
      ...(waiting.length === 0 ? {} : { details: [`waiting now: ${waiting.join(', ')}`] }),
      todo: `make ${missing.join(' or ')} usable, or name another backend in the task or in routing.rows of .planexrc`,
    },
  ];
}

function describeState({ usable, problem, version, file }: BackendView): string {
  if (!usable) return problem ?? 'cannot be used';
  if (file === undefined) return 'usable';
  return `usable, ${version === undefined ? '' : `${version} in `}${file}`;
}

function describeDetails(backend: BackendView, nowMs: number): string[] {
  const { signIn, work, beside, fallbackFor, calls, lastError, limit, allowance } = backend;
  const lines: string[] = [];
  if (signIn?.seems === 'signed-in') lines.push(`seems signed in by ${signIn.by}`);
  if (signIn?.seems === 'not-signed-in') lines.push('seems not signed in');
  if (signIn?.seems === 'unknown') lines.push(`cannot tell whether it is signed in: ${signIn.why}`);
  if (work.length > 0) lines.push(`does ${work.join(', ')}`);
  if (beside.length > 0) lines.push(`answers beside another: ${beside.join(', ')}`);
  if (fallbackFor.length > 0) lines.push(`may take over after a failure: ${fallbackFor.join(', ')}`);
  if (calls !== undefined) lines.push(describeCalls(calls));
  if (limit !== undefined) {
    const how = limit.told ? 'it resets' : 'it did not say for how long; tried again';
    const when = isLimited(limit, nowMs)
      ? `${how} ${limit.until} (planex unpause ${quoteId(backend.name)} tries at once)`
      : 'one task goes first to see';
    lines.push(`rate limit hit ${limit.since}: ${when}`);
  } else if (allowance?.remainingPercent !== undefined) {
    const reset = allowance.resetAt === undefined ? '' : `, resets ${allowance.resetAt}`;
    lines.push(`${Math.trunc(allowance.remainingPercent)}% of its limit was left ${allowance.at}${reset}`);
  }
  if (lastError !== undefined) lines.push(`last error ${lastError.at}: ${lastError.message}`);
  return lines;
}

function describeCalls(calls: NonNullable<BackendView['calls']>): string {
  const { attempts, successes, failures, open, tokens } = calls;
  const rest = attempts - successes - failures - open;
  return [
    `${attempts} ${attempts === 1 ? 'call' : 'calls'}`,
    `${successes} answered`,
    `${failures} failed`,
    ...(open > 0 ? [`${open} under way`] : []),
    ...(rest > 0 ? [`${rest} stopped, lost or limited`] : []),
    ...(tokens === undefined ? [] : [`${tokens} tokens`]),
  ].join(', ');
}

function adviseInstalling({ name, file }: BackendView): Pick<Finding, 'todo'> {
  const adapter = AGENTS.find((agent) => agent.name === name);
  if (adapter === undefined) return {};
  return { todo: `${file === undefined ? '' : 'update it: '}npm install -g ${adapter.package}` };
}

/** Whether the settings say who does the work, so that what the policy names is wanted and not only offered. */
function isConfigured({ backend, routing }: Settings): boolean {
  return backend !== undefined || routing.preset !== undefined || routing.rows.length > 0;
}

function asksFor({ work, beside }: BackendView): boolean {
  return work.length > 0 || beside.length > 0;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
