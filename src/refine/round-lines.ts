import { type Finding, isActionable, SEVERITIES } from '../tasks/findings.ts';
import type { Manifest, Round } from './manifest.ts';

const UNKNOWN = 'N/A';
const LETTERS = { critical: 'C', high: 'H', medium: 'M', low: 'L' } as const;

/** Said when a round begins; `at` is in ISO 8601. */
export function beginLine(round: number, at: string, reviewer: string): string {
  const time = new Date(at);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(pad).join(':');
  return `─ Round ${round} starting (${clock}) ──── ${reviewer} review (~2-5 min)`;
}

/** Said when a review is there: what it found, and where all of it stands. */
export function reviewLines(round: Round, folder: string): string[] {
  const acted = (round.findings ?? []).filter(isActionable);
  const counts = SEVERITIES.map(
    (severity) => `${acted.filter((finding) => finding.severity === severity).length}${LETTERS[severity]}`,
  ).join(' ');
  const top = acted.toSorted(compareFindings)[0];
  const named = top === undefined ? '' : ` · top: ${top.file}:${top.line_start} ${top.title}`;
  const parked = round.parked?.length ?? 0;
  const aside = parked === 0 ? '' : ` · ${parked} new, set aside`;
  return [
    `─ Round ${round.round} done (${span(round.codex_elapsed_seconds)}) ──── ${acted.length} findings: ${counts}${named}${aside}`,
    `  full: ${folder}/findings.txt`,
  ];
}

/** Said when an edit is dealt with: how long it took, whether sentinels are there, and its commit. */
export function fixLine(round: Round, todo: readonly Finding[]): string {
  const places = todo.map(({ file, line_start: line }) => `${file}:${line}`).join(', ');
  const lost = round.drift_lost?.[0];
  const drift = lost === undefined ? 'drift OK' : `drift FAIL: ${lost}`;
  const commit = round.commit === undefined ? '' : ` · commit ${round.commit.slice(0, 10)}`;
  const strays = round.strays === undefined ? '' : ` · undone: ${round.strays.join(', ')}`;
  const addressed = round.commit === undefined ? 0 : todo.length;
  return `  impl ${span(round.implementer_elapsed_seconds)} · ${addressed}/${todo.length} addressed at ${places} · ${drift}${commit}${strays}`;
}

/** The end of a refinement: a table of all its calls, and where everything is. */
export function endLines(
  manifest: Manifest,
  place: { folder: string; branch: string; todo: string },
): string[] {
  const { status, rounds, plan_path: plan, reason } = manifest;
  const rows = rounds.flatMap((round) => [
    row(
      `round ${round.round} review`,
      round.findings?.length,
      round.codex_tokens,
      round.codex_elapsed_seconds,
    ),
    ...(round.implementer_ended_at === undefined
      ? []
      : [
          row(
            `round ${round.round} fix`,
            undefined,
            round.implementer_tokens,
            round.implementer_elapsed_seconds,
          ),
        ]),
  ]);
  const total = row(
    'total',
    sum(rounds.map((round) => round.findings?.length)),
    sumKnown(
      rounds.flatMap((round) => [
        round.codex_tokens,
        ...(round.implementer_ended_at === undefined ? [] : [round.implementer_tokens]),
      ]),
    ),
    sum(rounds.flatMap((round) => [round.codex_elapsed_seconds, round.implementer_elapsed_seconds])),
  );
  const commits = rounds.flatMap(({ commit }) => (commit === undefined ? [] : [commit.slice(0, 10)]));
  const range =
    commits.length === 0
      ? 'none'
      : `${commits[0]}..${commits.at(-1)} (${commits.length} commits on ${place.branch})`;
  return [
    `═══ ${status} ═══`,
    ...(reason === undefined ? [] : [reason]),
    '| Phase | Findings | Tokens | Elapsed |',
    '|---|---|---|---|',
    ...rows,
    total,
    `Plan: ${plan}`,
    `State: ${place.folder}`,
    `Commits: ${range}`,
    place.todo,
  ];
}

function row(
  phase: string,
  findings: number | undefined,
  tokens: number | string = UNKNOWN,
  seconds = 0,
): string {
  return `| ${phase} | ${findings ?? '-'} | ${tokens} | ${span(seconds)} |`;
}

/** What is known is added up; what a backend did not tell is said to be missing. */
function sumKnown(values: readonly (number | undefined)[]): string {
  const unknown = values.filter((value) => value === undefined).length;
  if (unknown === values.length) return UNKNOWN;
  return unknown === 0 ? `${sum(values)}` : `${sum(values)} + ${unknown} ${UNKNOWN}`;
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function span(seconds = 0): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}m${pad(whole % 60)}s`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function compareFindings(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.confidence - a.confidence;
}
