import type { LandingOutcome as DaemonLandingOutcome, LandingPort } from '../../daemon/landing.ts';
import { land, type LandingOutcome } from '../../git/landing/landing.ts';
import { hasUnfinishedLanding, recoverLandings } from '../../git/landing/landing-recovery.ts';
import type { Repository } from '../../git/repository.ts';
import { describeLeftOut } from '../../tasks/describe-left-out.ts';
import { describeOperation } from '../../tasks/describe-operation.ts';

/** Landing as the daemon sees it. */
export function createLandingPort(repository: Repository, records: string): LandingPort {
  return {
    async land(request) {
      return translate(await land({ ...request, home: repository.home, records }));
    },
    hasUnfinished: () => hasUnfinishedLanding(records),
    async recover() {
      const recoveries = await recoverLandings(records);
      return recoveries
        .filter(({ result }) => result !== 'nothing-to-do')
        .map(({ runId, result, detail, kept }) => ({
          runId,
          state: result === 'postponed' || result === 'set-aside' ? result : 'settled',
          ...(result === 'set-aside' && kept[0] !== undefined ? { keptAt: kept[0] } : {}),
          message: [
            `landing of run ${runId}: ${result.replaceAll('-', ' ')}`,
            detail,
            ...kept.map((path) => `kept: ${path}`),
          ]
            .filter((line) => line !== '')
            .join('\n'),
        }));
    },
  };
}

function translate(outcome: LandingOutcome): DaemonLandingOutcome {
  switch (outcome.kind) {
    case 'locked':
      return { kind: 'busy', message: `somebody else is at work in the repository: ${outcome.by}` };
    case 'wrong-branch':
      return { kind: 'busy', message: outcome.message };
    case 'left-out':
      return { kind: 'busy', ...describeLeftOut(outcome.paths) };
    case 'operation-in-progress':
      return { kind: 'busy', message: describeOperation(outcome.operation).message };
    default:
      return outcome;
  }
}
