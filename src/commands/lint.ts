import { readForLint } from '../compose/read-for-lint.ts';
import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import type { Command } from './command.ts';
import { paint, printJson } from './terminal.ts';

export const lint: Command = {
  args: [{ name: '[paths...]', description: 'files or folders; without any, all plans and solutions' }],
  options: [{ flags: '--json', description: 'print the findings as JSON' }],
  details:
    'Exit code 1 when there is an error. Warnings and hints do not keep an artifact from running.\n\nJSON: { artifacts: [{ path, kind, tasks: [{ id, title, line }],\n  diagnostics: [{ severity, rule, message, line?, column? }] }] }',
  examples: ['planex lint', 'planex lint docs/plans/2026-11-20-login.md --json'],
  async run({ cwd, args, options, io }) {
    const reports = await readForLint(cwd, args);
    if (options.json === true) {
      printJson(io, { artifacts: reports });
    } else {
      for (const { path, tasks, diagnostics } of reports) {
        for (const diagnostic of diagnostics) io.out(formatDiagnostic(path, diagnostic));
        io.out(`${path}: ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`);
      }
      if (reports.length === 0) io.out('no plans or solutions found');
    }
    const errors = reports.flatMap((report) => report.diagnostics).filter((one) => one.severity === 'error');
    if (errors.length > 0 && options.json !== true) {
      io.out(paint('red', `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`));
    }
    return errors.length > 0 ? 1 : 0;
  },
};
