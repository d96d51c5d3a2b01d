import { openPlanex } from '../compose/open-planex.ts';
import { locatePlan } from '../compose/refine/find-plan.ts';
import { listRefinements, readSummary } from '../compose/refine/list-runs.ts';
import { OperatorError } from '../errors.ts';
import type { Round } from '../refine/manifest.ts';
import { isActionable, summarizeFindings } from '../tasks/findings.ts';
import type { Terminal } from './terminal.ts';

/** Prints every refinement, or those of one plan: how far each came. */
export async function printRefinements(
  cwd: string,
  named: string | undefined,
  io: Terminal,
): Promise<number> {
  const { home } = (await openPlanex(cwd)).repository;
  const runs = await listRefinements(home, named === undefined ? undefined : locatePlan(home, cwd, named));
  if (runs.length === 0) io.out('no plan was refined here');
  for (const { manifest } of runs) {
    const { run_id: id, status, current_round: round, rounds, held } = manifest;
    const reason = manifest.reason ?? held?.reason;
    const worst = Math.max(0, ...rounds.map((one) => one.worst ?? 0));
    const last = rounds.findLast((one) => one.findings !== undefined)?.findings?.filter(isActionable) ?? [];
    const found = last.length === 0 ? 'nothing to act on' : summarizeFindings(last);
    io.out(
      `${id}: ${status} · round ${round} · ${found} · worst so far ${worst}${reason === undefined ? '' : ` · ${reason}`}`,
    );
  }
  return 0;
}

/** Prints the rounds of one refinement: what was found, and what became of it. */
export async function showRefinement(cwd: string, args: readonly string[], io: Terminal): Promise<number> {
  const [id, number] = args;
  const { home } = (await openPlanex(cwd)).repository;
  const runs = await listRefinements(home);
  const run = runs.find(({ manifest }) => manifest.run_id === id);
  if (run === undefined) {
    throw new OperatorError(`there is no refinement "${id ?? ''}"`, {
      todo: 'planex refine status lists them',
    });
  }
  const rounds = run.manifest.rounds.filter(({ round }) => number === undefined || round === Number(number));
  if (rounds.length === 0) throw new OperatorError(`${id ?? ''} has no round ${number ?? ''}`);
  for (const round of rounds) {
    printRound(round, io);
    const summary = await readSummary(run.folder, round.round);
    if (summary) io.out(`  done about it: ${summary.replace(/\s+/g, ' ')}`);
  }
  io.out(`State: ${run.folder}`);
  return 0;
}

function printRound(round: Round, io: Terminal): void {
  io.out(`round ${round.round}: ${round.verdict ?? round.error ?? 'no verdict'}, ${describeEnd(round)}`);
  for (const { severity, title, file, line_start: line, confidence } of round.findings ?? []) {
    io.out(`  ${severity} ${confidence}: ${title} (${file}:${line})`);
  }
  for (const { severity, title } of round.parked ?? []) io.out(`  set aside: ${severity}: ${title}`);
}

function describeEnd({ commit, superseded, hook_output: output, drift_lost: lost }: Round): string {
  if (commit !== undefined) return `mended in ${commit.slice(0, 10)}`;
  if (superseded !== undefined) return superseded;
  if (output !== undefined) return `not committed: ${output.split('\n')[0] ?? ''}`;
  return lost === undefined ? 'nothing was changed' : `the edit loses ${lost.join(', ')}`;
}
