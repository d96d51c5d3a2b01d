import type { AskedBackend } from '../artifacts/backend-line.ts';
import type { RouteRequest, RoutingContext } from './route-request.ts';
import type { AskedOf, PolicyRow } from './policy.ts';
import type { RoutedBackend, RoutedFallback } from './route.ts';

/** A route in the making. */
export interface Choice {
  flags: NonNullable<RouteRequest['flags']>;
  context: RoutingContext;
  /** What the row is called in a step. */
  by: string;
  /** Gets a step for each thing that is chosen. */
  because: string[];
}

/** The model of a backend: from the command line, else as the task says, else the environment, else the row. */
export function askModel(
  { backend, model, flag }: AskedBackend & { flag?: string },
  source: Pick<AskedOf, 'model' | 'modelFrom'> | undefined,
  { context, by, because }: Choice,
): RoutedBackend {
  const { models, variables } = context;
  const variable = source?.modelFrom?.find((name) => variables.models[name] !== undefined);
  const said = variable === undefined ? undefined : variables.models[variable];
  const asked = flag ?? model ?? said ?? source?.model;
  if (asked === undefined) {
    because.push(`model: whatever ${backend} is set to, as nothing names one`);
    return { backend };
  }
  const why =
    flag !== undefined
      ? 'the command line'
      : model !== undefined
        ? 'the task names it'
        : said !== undefined
          ? `${variable} in the environment`
          : by;
  because.push(`model ${asked} of ${backend}: ${why}`);
  const sent = Object.hasOwn(models.map, asked) ? models.map[asked] : undefined;
  if (sent === undefined || sent === asked) return { backend, model: asked };
  because.push(`model ${asked} is sent as ${sent}: ${models.from}`);
  return { backend, model: sent, modelAsked: asked };
}

/** How hard the model is to think. */
export function askEffort(
  backend: string,
  source: PolicyRow | undefined,
  { flags, context, by, because }: Choice,
): string | undefined {
  const said = backend === 'codex' ? context.variables.codexEffort : undefined;
  const effort = flags.effort ?? said ?? source?.effort;
  if (effort !== undefined)
    because.push(`effort ${effort}: ${tellSource(flags.effort, said, 'CODEX_EFFORT', by)}`);
  return effort;
}

/** How long one call may take, in milliseconds. */
export function askTime(
  backend: string,
  source: PolicyRow | undefined,
  { flags, context, by, because }: Choice,
): number | undefined {
  const { codexWallClockMs, geminiWallClockMs } = context.variables;
  const said = backend === 'codex' ? codexWallClockMs : backend === 'gemini' ? geminiWallClockMs : undefined;
  const wallClockMs = flags.wallClockMs ?? said ?? source?.wallClockMs;
  if (wallClockMs === undefined) return undefined;
  const variable = backend === 'codex' ? 'CODEX_TIMEOUT' : 'GEMINI_TIMEOUT';
  because.push(`at most ${wallClockMs / 1000} s: ${tellSource(flags.wallClockMs, said, variable, by)}`);
  return wallClockMs;
}

function tellSource(flag: unknown, said: unknown, variable: string, by: string): string {
  if (flag !== undefined) return 'the command line';
  return said === undefined ? by : `${variable} in the environment`;
}

/** Whether a failure of the backend waits for a person. */
export function isFailClosed(backend: string, { variables, failClosed }: RoutingContext): boolean {
  const said = backend === 'codex' ? variables.codexFailClosed : undefined;
  return said ?? failClosed ?? true;
}

/** Who may take over, and whether a person still has to approve it. */
export function askFallback(
  backend: string,
  source: PolicyRow | undefined,
  choice: Choice,
): RoutedFallback | undefined {
  const fallback = source?.fallback;
  if (fallback === undefined || fallback === null || fallback.backend === backend) return undefined;
  const asked = askModel({ backend: fallback.backend }, fallback, { ...choice, because: [] });
  const approval = findApproval(backend, fallback.onFirstRateLimit ?? false, choice.context);
  const when = approval.after === 'any-failure' ? 'after a failure' : 'after the first rate limit only';
  const how =
    approval.approvedBy === undefined
      ? 'once a person has approved it'
      : `approved by ${approval.approvedBy}`;
  const name = [asked.backend, ...(asked.model === undefined ? [] : [`(${asked.model})`])].join(' ');
  choice.because.push(`fallback ${name}: ${when}, ${how}`);
  return { ...asked, ...approval };
}

function findApproval(
  backend: string,
  onFirstRateLimit: boolean,
  context: RoutingContext,
): Pick<RoutedFallback, 'approval' | 'approvedBy' | 'after'> {
  const { variables } = context;
  if (!isFailClosed(backend, context)) {
    const isVariable = backend === 'codex' && variables.codexFailClosed === false;
    const approvedBy = isVariable ? 'CODEX_FAIL_CLOSED=0' : '"failClosed": false in .planexrc';
    return { approval: 'standing', approvedBy, after: 'any-failure' };
  }
  const said = backend === 'gemini' ? variables.geminiFallsBack : undefined;
  if (!(said ?? onFirstRateLimit)) return { approval: 'needed', after: 'any-failure' };
  const approvedBy = `${FIRST_RATE_LIMIT}${said === undefined ? ', the default' : ''}`;
  return { approval: 'standing', approvedBy, after: 'first-rate-limit' };
}

const FIRST_RATE_LIMIT = 'GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT=1';
