import { MODEL_NAME } from '../artifacts/backend-line.ts';
import { parseDuration, LONGEST_TIMER } from '../duration.ts';
import { MODEL_VARIABLES, type ModelVariable } from './policy.ts';

/** What environment variables say about routing. What is not set, or not to be understood, is not there. */
export interface RoutingVariables {
  models: Partial<Record<ModelVariable, string>>;
  /** `CODEX_EFFORT`. */
  codexEffort?: string;
  /** `CODEX_TIMEOUT` and `GEMINI_TIMEOUT`, which are in seconds. */
  codexWallClockMs?: number;
  geminiWallClockMs?: number;
  /** `CODEX_FAIL_CLOSED`: after a failure of Codex a person is asked. */
  codexFailClosed?: boolean;
  /** `GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT`: the user's approval beforehand of that one fallback. */
  geminiFallsBack?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables; `problems` names each that makes no sense, and what counts instead. A switch that makes no sense
 * is on the safe side: nothing is approved by a misspelling.
 */
export function readRoutingVariables(env: Environment): { variables: RoutingVariables; problems: string[] } {
  const variables: RoutingVariables = { models: {} };
  const problems: string[] = [];
  const read = <T>(
    name: string,
    convert: (text: string) => T | undefined,
    expected: string,
  ): T | undefined => {
    const text = env[name]?.trim() ?? '';
    if (text === '') return undefined;
    const value = convert(text);
    if (value === undefined) problems.push(`${name}=${quote(text)}: expected ${expected}`);
    return value;
  };

  for (const name of MODEL_VARIABLES) {
    const model = read(name, (text) => (MODEL_NAME.test(text) ? text : undefined), 'the name of a model');
    if (model !== undefined) variables.models[name] = model;
  }
  const isWord = (text: string): string | undefined => (/^[a-z]{1,20}$/.test(text) ? text : undefined);
  const effort = read('CODEX_EFFORT', isWord, 'one word, such as high or xhigh');
  if (effort !== undefined) variables.codexEffort = effort;
  const codexWallClockMs = read('CODEX_TIMEOUT', readSeconds, SECONDS);
  if (codexWallClockMs !== undefined) variables.codexWallClockMs = codexWallClockMs;
  const geminiWallClockMs = read('GEMINI_TIMEOUT', readSeconds, SECONDS);
  if (geminiWallClockMs !== undefined) variables.geminiWallClockMs = geminiWallClockMs;

  const isClosed = readSwitch(env, 'CODEX_FAIL_CLOSED', true, read);
  if (isClosed !== undefined) variables.codexFailClosed = isClosed;
  const fallsBack = readSwitch(env, 'GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT', false, read);
  if (fallsBack !== undefined) variables.geminiFallsBack = fallsBack;
  return { variables, problems };
}

const SECONDS = `a whole number of seconds, at most ${LONGEST_TIMER}`;

function readSeconds(text: string): number | undefined {
  const ms = /^\d+$/.test(text) ? parseDuration(`${text}s`) : undefined;
  return ms === undefined || ms > (parseDuration(LONGEST_TIMER) ?? 0) ? undefined : ms;
}

const SWITCHES = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
]);

function readSwitch(
  env: Environment,
  name: string,
  safe: boolean,
  read: (
    name: string,
    convert: (text: string) => boolean | undefined,
    expected: string,
  ) => boolean | undefined,
): boolean | undefined {
  const value = read(name, (text) => SWITCHES.get(text.toLowerCase()), `0 or 1; ${safe ? 1 : 0} counts`);
  return value ?? ((env[name]?.trim() ?? '') === '' ? undefined : safe);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
