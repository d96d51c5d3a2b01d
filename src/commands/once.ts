import { requireOutsideRun } from '../compose/require-outside-run.ts';
import { runOnce } from '../compose/run-once.ts';
import type { StatusView, TaskView } from '../daemon/look/status-view.ts';
import type { Command } from './command.ts';
import { describePreview } from './describe-preview.ts';
import { printStatus } from './print-status.ts';
import { printJson } from './terminal.ts';

export const once: Command = {
  options: [
    { flags: '--json', description: 'print the status at the end as JSON' },
    { flags: '--dry-run', description: 'say what would be done, and do nothing' },
  ],
  details:
    'Hands over to the daemon when one is running here.\nExit code 1 when a task failed or waits for a person, 130 when it was interrupted.',
  examples: ['planex once', 'planex once --dry-run'],
  async run({ cwd, options, io }) {
    const json = options.json === true;
    const dryRun = options['dryRun'] === true;
    if (!dryRun) await requireOutsideRun(cwd, 'once');
    const { view, preview } = await runOnce(cwd, {
      dryRun,
      onEvent: (lines) => {
        if (!json) for (const line of lines) io.out(line);
      },
    });
    if (json) printJson(io, { ...view, ...preview });
    else if (preview === undefined) printStatus(io, view);
    else for (const line of describePreview(preview, view.tasks.filter(isHeld))) io.out(line);
    return needsPerson(view) ? 1 : 0;
  },
};

function needsPerson(view: StatusView): boolean {
  return (
    view.tasks.some(isHeld) ||
    view.artifacts.some((artifact) => artifact.diagnostics.some((one) => one.severity === 'error'))
  );
}

function isHeld({ status, reason }: TaskView): boolean {
  return status === 'failed' || status === 'blocked' || (status === 'waiting' && !waitsForItsTime(reason));
}

/** It goes on by itself, and there is nothing that a person has to do about it: a limit, a schedule, a wait of planex's own. */
function waitsForItsTime(reason: TaskView['reason']): boolean {
  if (reason?.code === 'rate-limited' && reason.until !== undefined) return true;
  return reason?.action === undefined && (reason?.until !== undefined || reason?.code === 'paused');
}
