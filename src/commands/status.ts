import { readStatus } from '../compose/status/read-status.ts';
import type { Command } from './command.ts';
import { printStatus } from './print-status.ts';
import { printJson } from './terminal.ts';

export const status: Command = {
  options: [{ flags: '--json', description: 'print the whole status as JSON' }],
  details:
    'With the daemon down the answer is computed from Git, the files and the records. Nothing is changed either way.\n\nJSON: { daemon: { running, pid?, version, since?, home? }, paused, settingsErrors?,\n  troubles?: [{ kind: storage|watch, message }],\n  artifacts: [{ path, kind, label, digest, approvedBy?, diagnostics: [{ severity, message, line?, column? }] }],\n  tasks: [{ id, artifact, title, backend, status, reason?, attempts, commit?, run?, progress?, tests? }],\n  refinements?: [{ plan, run, status, mode, round, active, step?, findings: { critical, high, medium, low },\n    worst, worstSoFar, reason?, until? }] }',
  examples: ['planex status', 'planex status --json'],
  async run({ cwd, options, io }) {
    const view = await readStatus(cwd);
    if (options.json === true) printJson(io, view);
    else printStatus(io, view);
    return 0;
  },
};
