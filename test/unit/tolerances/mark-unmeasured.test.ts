import { expect, test } from 'vitest';
import { lintExecPlan } from '../../../src/execplan/lint-execplan.ts';
import type { TolerancePolicy } from '../../../src/tolerances/limits.ts';
import { markUnmeasured } from '../../../src/tolerances/mark-unmeasured.ts';

const STATED = '- Interface: if a public API signature must change, stop and escalate.';

test.each<[string, string, TolerancePolicy['interface'], number[]]>([
  ['stated, and nothing measures it', STATED, undefined, [6]],
  ['stated, and an empty setting measures it', STATED, { paths: [], always: true }, [6]],
  ['stated, and paths measure it', STATED, { paths: ['api/**'], always: false }, []],
  ['stated, and a command measures it', STATED, { paths: [], command: 'npm run api', always: false }, []],
  ['not stated', '- Scope: at most 3 files.', undefined, []],
])('an interface tolerance that is %s', (_, tolerance, how, lines) => {
  const { tolerances } = lintExecPlan(`# Tea\n\n## Tolerances\n\n- Ambiguity: ask.\n${tolerance}\n`);
  const marked = markUnmeasured(tolerances, how).filter(({ unmeasured }) => unmeasured);
  expect(marked.map(({ line }) => line)).toEqual(lines);
});
