import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeFolder } from './repository.ts';

const CODEX = `#!/bin/sh
case "$*" in
  --version) echo 'codex-cli 0.169.0' ;;
  'exec --help') printf '      --json\n      --skip-git-repo-check\n  -C, --cd <DIR>\n  -s, --sandbox <MODE>\n' ;;
  'features list') ;;
  *)
    if [ -n "$STUB_GATE" ]; then
      : > "$STUB_GATE.waiting"
      until [ -e "$STUB_GATE" ]; do sleep 0.05; done
    fi
    echo '{"type":"thread.started","thread_id":"stub"}'
    echo '{"type":"turn.started"}'
    echo '{"type":"item.completed","item":{"id":"one","type":"agent_message","text":"Codex says yes."}}'
    echo '{"type":"turn.completed","usage":{"input_tokens":10,"cached_input_tokens":0,"output_tokens":2}}'
    ;;
esac
`;

const GEMINI = `#!/bin/sh
case "$*" in
  --version) echo 0.61.0 ;;
  --help) echo '--output-format --approval-mode --skip-trust' ;;
  *)
    echo '{"type":"init","session_id":"stub","model":"gemini-stub"}'
    echo '{"type":"message","role":"assistant","content":"Gemini says yes.","delta":true}'
    echo '{"type":"result","status":"success","stats":{"input_tokens":10,"output_tokens":2,"cached":0}}'
    ;;
esac
`;

/**
 * An environment whose PATH begins with programs that speak as Codex and Gemini do, and answer at once. For what planex
 * does around a call; with STUB_GATE in the environment Codex waits until there is such
 * a file, and says so by another of that name and `.waiting`. What the real programs do is tested in `test/agents`.
 */
export function makeStubAgents(): NodeJS.ProcessEnv {
  const folder = makeFolder();
  for (const [name, text] of Object.entries({ codex: CODEX, gemini: GEMINI })) {
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}
