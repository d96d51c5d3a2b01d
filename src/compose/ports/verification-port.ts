import type { VerificationPort } from '../../daemon/verification.ts';
import type { Settings } from '../../config/settings.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { runProcess } from '../../executors/run-process.ts';
import { readTail } from '../../executors/tail.ts';
import { removeFile } from '../../remove-file.ts';
import { findChecks } from '../../verify/find-checks.ts';
import { viewProject } from '../../verify/project-view.ts';
import { type CheckExit, runChecks } from '../../verify/run-checks.ts';

/** Of the output of a check that failed, for whoever is to mend the work. */
const SHOWN_BYTES = 20_000;

/** Verification of a workspace as the daemon sees it. */
export function createVerificationPort(settings: () => Settings): VerificationPort {
  const env = scrubEnvironment(process.env);
  return {
    async verify({ runId, task, workspace, runFolder, prefix, signal }) {
      const { verify, limits } = settings();
      const view = viewProject(workspace, env);
      const checks = findChecks(view, { verify: task.verify, configured: verify.command });
      const verification = await runChecks(
        checks,
        runFolder,
        async (command, outputFile): Promise<CheckExit> => {
          // Of an earlier verification, of other work.
          removeFile(outputFile);
          const { exit } = await runProcess({
            file: command.file,
            args: command.args,
            cwd: workspace,
            env: { ...env, ...command.env },
            input: { kind: 'none' },
            outputFile,
            marker: runId,
            wallClockMs: verify.timeoutMs,
            graceMs: limits.graceMs,
            signal,
          });
          return exit;
        },
        prefix,
      );
      if (verification.result !== 'failed') return verification;
      const { exit, outputFile } = verification.failed;
      if (exit.kind === 'stopped') return { result: 'stopped' };
      return {
        result: 'failed',
        summary: verification.summary,
        timedOut: exit.kind === 'timed-out',
        output: await readTail(outputFile, SHOWN_BYTES),
        outputFile,
      };
    },
  };
}
