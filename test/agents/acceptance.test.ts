import { describe, expect, it } from 'vitest';
import { makeJestProject } from '../acceptance/support/jest-project.ts';
import { makeMakefileProject } from '../acceptance/support/makefile-project.ts';
import { expectLands, initPlanex } from '../acceptance/support/outcome.ts';
import { leaveUsersWork } from '../acceptance/support/users-work.ts';
import { writePlan } from '../support/plan.ts';
import { type AgentKit, CLAUDE, CODEX } from './daemon/agent-kit.ts';
import { makeAgentPlace } from './daemon/agent-place.ts';
import { explain } from './daemon/read-run.ts';
import { startModelServer } from './mock/model-server.ts';

interface Case {
  name: string;
  kit: AgentKit;
  makeProject: typeof makeJestProject;
  files: string[];
  /** What the model has its command line do. */
  command: string;
  tests: string;
}

const CASES: Case[] = [
  {
    name: 'Jest and husky, by Codex',
    kit: CODEX,
    makeProject: makeJestProject,
    files: ['src/triple.js', 'src/triple.test.js'],
    command: `echo 'exports.triple = (n) => n * 3;' > src/triple.js; echo "const { triple } = require('./triple'); test('triples', () => expect(triple(2)).toBe(6));" > src/triple.test.js`,
    tests: 'passed (npm run test)',
  },
  {
    name: 'a plain Makefile, by Claude Code',
    kit: CLAUDE,
    makeProject: makeMakefileProject,
    files: ['Modify: words'],
    command: 'echo cat >> words',
    tests: 'passed (make test)',
  },
];

describe('a plan that is saved, and not committed, in a real project', () => {
  for (const { name, kit, makeProject, files, command, tests } of CASES) {
    it.skipIf(kit.program === undefined)(`is carried out: ${name}`, async () => {
      const server = await startModelServer([kit.runs(command), kit.says('It is done.')]);
      const { env } = makeAgentPlace(await kit.makeScene(server.url));
      const project = { ...makeProject(), env };
      await initPlanex(project);
      leaveUsersWork(project);
      const plan = writePlan(project, 'more', [{ title: 'Have more of it', files, backend: kit.backend }]);
      const [id = ''] = plan.ids;
      await expectLands(project, id, {
        subject: 'feat(more): Have more of it',
        paths: files.map((file) => file.replace('Modify: ', '')),
        tests,
      });
      expect(project.read(plan.path)).toContain('- [x] do it');
      const { inputTokens = 0, outputTokens = 0 } = kit.usageOf(server.requests.length);
      const { spent, backend } = await explain(project, id);
      expect(backend).toBe(kit.backend);
      expect(spent).toMatchObject({ calls: 1, tokens: inputTokens + outputTokens });
    });
  }
});
