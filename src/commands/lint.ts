import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import { toSarif } from '../artifacts/sarif.ts';
import { type LintReport, readForLint } from '../compose/plans/read-for-lint.ts';
import { describeMeasure } from '../execplan/tolerance.ts';
import { planexVersion } from '../version.ts';
import type { Command } from './command.ts';
import { readFormat } from './read-format.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

export const lint: Command = {
  args: [{ name: '[paths...]', description: 'files or folders; without any, all plans and solutions' }],
  options: [
    { flags: '--fix', description: 'add missing sections and the routing table to plans' },
    { flags: '--format <format>', description: 'text, json or sarif' },
    { flags: '--json', description: 'the same as --format json' },
  ],
  details:
    'Exit code 1 when there is an error. Warnings and hints do not keep an artifact from running. How the tolerances of\na plan were understood is shown with it. --fix changes nothing that is there already.\n\nJSON: { artifacts: [{ path, fromTop, kind, tasks: [{ id, title, line }],\n  diagnostics: [{ severity, rule, message, line?, column? }], fixed: [what was added],\n  execPlan?: { tolerances: [{ line, column, text, measures: [{ kind, … }], each, unclear }],\n  protectedPaths: [{ path, line, column }] } }] }',
  examples: [
    'planex lint',
    'planex lint docs/plans/2026-11-20-login.md --json',
    'planex lint --fix',
    'planex lint --format sarif',
  ],
  async run({ cwd, args, options, io }) {
    const format = options.json === true ? 'json' : readFormat(options['format']);
    const reports = await readForLint(cwd, args, options['fix'] === true);
    const errors = reports.flatMap((report) => report.diagnostics).filter((one) => one.severity === 'error');
    if (format === 'json') printJson(io, { artifacts: reports });
    else if (format === 'sarif') printJson(io, describeAsSarif(reports));
    else {
      for (const report of reports) showReport(report, io);
      if (reports.length === 0) io.out('no plans or solutions found');
      if (errors.length > 0) {
        io.out(paint('red', `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`));
      }
    }
    return errors.length > 0 ? 1 : 0;
  },
};

const UNMEASURED = 'which nothing measures: tolerances.interface is not set in .planexrc';

function showReport({ path, tasks, diagnostics, execPlan, fixed }: LintReport, io: Terminal): void {
  for (const added of fixed) io.out(`${path}: added: ${added}`);
  for (const diagnostic of diagnostics) io.out(formatDiagnostic(path, diagnostic));
  for (const { line, measures, each, unmeasured } of execPlan?.tolerances ?? []) {
    if (measures.length === 0) continue;
    const what = measures.map(describeMeasure).join(', ');
    const but = unmeasured === true ? `, ${UNMEASURED}` : '';
    io.out(`${path}:${line}: tolerance: ${what}${each ? ', for each step' : ''}${but}`);
  }
  for (const protectedPath of execPlan?.protectedPaths ?? []) {
    io.out(`${path}:${protectedPath.line}: constraint: ${protectedPath.path} is not modified`);
  }
  io.out(`${path}: ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`);
}

const LEVELS = { error: 'error', warning: 'warning', hint: 'note' } as const;

function describeAsSarif(reports: readonly LintReport[]): unknown {
  const results = reports.flatMap(({ fromTop, diagnostics }) =>
    diagnostics.map(({ severity, rule, message, line = 1, column }) => ({
      rule,
      level: LEVELS[severity],
      message,
      path: fromTop,
      line,
      ...(column !== undefined && { column }),
    })),
  );
  const rules = [...new Set(results.map(({ rule }) => rule))].sort().map((id) => ({ id }));
  return toSarif({ name: 'planex lint', version: planexVersion, rules }, results);
}
