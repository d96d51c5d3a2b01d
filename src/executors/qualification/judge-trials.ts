import type { CheckResult, Trial } from './trial.ts';
import { TRIAL_FILE } from './trial-plan.ts';

/** What the trials were run with, in milliseconds. */
export interface TrialLimits {
  noOutputMs: number;
  graceMs: number;
}

type Verdict = Omit<CheckResult, 'check'>;

/** Judges a backend by its trials. What it did not do shows nothing where it did no work at all. */
export function judgeTrials(
  { work, longPrompt, endless }: { work: Trial; longPrompt: Trial; endless: Trial },
  limits: TrialLimits,
): CheckResult[] {
  const all = [work, longPrompt, endless];
  const judged: [string, Verdict][] = [
    ['gets its prompt and does what it says', judgeWork(work)],
    ['ends by itself', judgeEnd(work)],
    ['does not fall silent', judgeSilence(work, limits)],
    ['tells by its end how it went', judgeWord(work)],
    ['takes a prompt of 200 KiB', judgeLongPrompt(work, longPrompt)],
    ['ends on TERM', judgeStop(endless, limits)],
    [
      'leaves no processes',
      spoilt(
        all,
        ({ exit }) =>
          exit.leftovers + exit.survivors > 0 && exit.kind === 'exited' ? [String(exit.leftovers)] : [],
        (counts) => `left ${counts[0]} running when it ended`,
        'have it wait for what it starts; planex ends what is left, whatever that was doing',
      ),
    ],
    [
      'writes only what its task declares',
      spoilt(
        all,
        ({ strayed }) => strayed,
        (paths) => `also changed ${paths.join(', ')}`,
        'keep it to the files of the task; planex lands such paths with a warning, or waits where you work in them',
      ),
    ],
    [
      'writes nothing outside of its workspace',
      spoilt(
        all,
        ({ outside }) => outside,
        (paths) => `changed ${paths.join(', ')}`,
        'keep it in the folder that it is started in; planex cannot take back what happens elsewhere',
      ),
    ],
    [
      'leaves the plan alone',
      spoilt(
        all,
        ({ editedPlan }) => (editedPlan ? ['the plan'] : []),
        () => 'edited the plan',
        'tell it that planex ticks the boxes; its own edits of the plan are undone',
      ),
    ],
    [
      'leaves commits and branches to planex',
      spoilt(
        all,
        ({ history }) => history,
        (words) => words.join('; '),
        'tell it not to commit, reset, switch or branch; planex commits what its files differ in',
      ),
    ],
    [
      'leaves no lock of Git',
      spoilt(
        all,
        ({ locks }) => locks,
        (paths) => `left ${paths.join(', ')}`,
        'have it wait for its git commands; a lock in your work tree keeps planex from landing until you remove it',
      ),
    ],
    [
      'gives no secret of the environment away',
      spoilt(
        all,
        ({ leaked }) => leaked,
        (names) => `the value of ${names.join(', ')} stands in what it printed or wrote`,
        'do not have it print its environment: what it prints stays in the folder of the run',
      ),
    ],
  ];
  return judged.map(([check, verdict]) => ({ check, ...verdict }));
}

function judgeWork({ didWork, said, exit }: Trial): Verdict {
  if (didWork) return { result: 'pass', seen: `${TRIAL_FILE} holds the word` };
  const seen = `${TRIAL_FILE} does not hold the word that the prompt gives`;
  if (!said.done)
    return { result: 'fail', seen: `${seen}: ${said.why}`, todo: 'mend what it says, and try again' };
  return {
    result: 'fail',
    seen: exit.kind === 'exited' ? `${seen}, after ${exit.durationMs} ms` : seen,
    todo: 'see that it reads its prompt where it gets it: on standard input, or in the file that PLANEX_PROMPT_FILE names ("prompt" in .planexrc), and writes in the folder it is started in',
  };
}

function judgeEnd({ exit }: Trial): Verdict {
  if (exit.kind === 'timed-out') {
    return {
      result: 'fail',
      seen: `still ran after ${exit.afterMs} ms and was ended`,
      todo: 'have it end once the work is done, and ask nothing: there is nobody to answer, and standard input has ended',
    };
  }
  if (exit.kind === 'exited') return { result: 'pass', seen: `ended after ${exit.durationMs} ms` };
  return { result: 'cannot tell', seen: `its end was: ${exit.kind}` };
}

function judgeSilence({ longestSilenceMs, exit }: Trial, { noOutputMs }: TrialLimits): Verdict {
  const seen = `${longestSilenceMs} ms without a word; limits.noOutput is ${noOutputMs} ms`;
  const isStalled = exit.kind === 'timed-out' && exit.limit === 'no-output';
  if (!isStalled && longestSilenceMs * 2 < noOutputMs) return { result: 'pass', seen };
  return {
    result: isStalled ? 'fail' : 'cannot tell',
    seen,
    todo: 'have it print something now and then, or raise noOutput for it: who is silent for longer is ended as stalled',
  };
}

function judgeWord({ said, didWork, exit }: Trial): Verdict {
  if (exit.kind !== 'exited') return { result: 'cannot tell', seen: 'it did not end by itself' };
  if (said.done === didWork) {
    return { result: 'pass', seen: didWork ? 'done, and said so' : 'did not do it, and said so' };
  }
  return said.done
    ? {
        result: 'fail',
        seen: 'says that it is done without having done the work',
        todo: 'have it exit with another status than 0 when it could not do its work; until then give each task commands under **Verify:**',
      }
    : {
        result: 'fail',
        seen: `did the work, but ${said.why}`,
        todo: 'have it exit with 0 when the work is done; otherwise planex takes it for failed',
      };
}

function judgeLongPrompt(work: Trial, { didWork, said, exit }: Trial): Verdict {
  if (didWork) return { result: 'pass', seen: 'its last line arrived' };
  if (!work.didWork) return { result: 'cannot tell', seen: 'it does not do a short one either' };
  const why = said.done ? `it ended (${exit.kind}) without the word of the last line` : said.why;
  return {
    result: 'fail',
    seen: why,
    todo: 'have it read its whole prompt from standard input or the file; no system takes so much as an argument',
  };
}

function judgeStop({ exit, stoppedAfterMs }: Trial, { graceMs }: TrialLimits): Verdict {
  if (stoppedAfterMs === undefined) {
    return { result: 'cannot tell', seen: `it ended by itself before it was asked to (${exit.kind})` };
  }
  const isKilled = stoppedAfterMs >= graceMs || exit.survivors > 0;
  if (!isKilled) return { result: 'pass', seen: `all of it had ended after ${stoppedAfterMs} ms` };
  return {
    result: 'fail',
    seen: `still ran ${graceMs} ms after TERM and was killed`,
    todo: 'have it and what it starts end on TERM; a kill can cut a write short',
  };
}

function spoilt(
  trials: readonly Trial[],
  findSpoils: (trial: Trial) => string[],
  describe: (spoils: string[]) => string,
  todo: string,
): Verdict {
  const spoils = [...new Set(trials.flatMap(findSpoils))];
  if (spoils.length > 0) return { result: 'fail', seen: describe(spoils), todo };
  return trials.some(({ didWork }) => didWork)
    ? { result: 'pass', seen: 'nothing of that kind' }
    : { result: 'cannot tell', seen: 'it did no work that could have shown it' };
}
