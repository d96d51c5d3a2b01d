/** Programs that build and test. */
const RUNNER =
  /^(?:npm|pnpm|yarn|bun|npx|node|deno|cargo|go|pytest|python3?|uv|tox|make|just|dotnet|mvn|gradle|\.\/[\w./-]+|tsc|vitest|jest|ruff|mypy|bash|sh|composer|php|ruby|bundle|rake|rspec|mix|swift|zig|cmake|ctest|ninja|bazel|poetry|eslint|prettier|biome|oxlint|shellcheck|terraform|docker)$/;
/** Programs that look at files. Many of them are words of English as well, so what follows them has to be no sentence. */
const LOOKER =
  /^(?:test|\[|grep|egrep|fgrep|rg|git|diff|cmp|cat|head|tail|wc|sort|ls|find|stat|sed|awk|jq|yq|curl|echo|printf|sha256sum|cd)$/;
const SEARCHER = /^(?:grep|egrep|fgrep|rg|jq)$/;
const SUBCOMMAND =
  /^(?:test|tests|run|build|check|lint|typecheck|exec|vet|fmt|format|install|ci|verify|clippy|restore)$/;
const GIT_SUBCOMMAND =
  /^(?:status|diff|log|show|grep|rev-parse|rev-list|ls-files|ls-tree|cat-file|merge-base|check-ignore|HEAD)$/;
const UNLIKE_PROSE =
  /^(?:-{1,2}[\w].*|[^\s]*[./:=@*~$][^\s]*[\w/*~)"']|\S*\/\.{3}|\S+\/|\d+|"[^"]*"|'[^']*'|\.\/?|\d?[<>]{1,2}\S*|!?=|\]|--)$/;
const OPERATOR = /^(?:&&|\|\|?|;)$/;
/** Words by which a text tells of a command, and is none. */
const TELLING =
  /^(?:is|are|be|has|have|and|or|the|a|an|all|any|no|not|none|nothing|zero|that|this|it|for|in|of|to|on|with|without|should|must|will|can|then|when|whether|if|pass(?:es|ed|ing)?|succeeds?|succeeded|successful(?:ly)?|fails?|failed|works?|ok|okay|clean(?:ly)?|green|empty|exits?|returns?|returned|prints?|shows?|finds?|found|gives?|yields?|outputs?|reports?|lists?|contains?|match(?:es)?|results?|hits?|runs?|errors?|warnings?|exists?|starts?|stays?|remains?|still)$/i;
const PARTS = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\$\([^)]*\)|[^\s"'])+/g;
const QUOTED = /"(?:[^"\\]|\\.)*"|'[^']*'/g;
const MAX_LENGTH = 300;

/**
 * The command that a text of unknown nature is beyond doubt, or undefined for prose. Verification texts are mostly
 * sentences ("npm test passes"), and running a sentence would fail a good task.
 */
export function readCommandText(text: string): string | undefined {
  const line = text.trim();
  const bare = line.replaceAll(QUOTED, '');
  if (line.length > MAX_LENGTH || /[\r\n]/.test(line) || /[^\x20-\x7e]/.test(bare)) return undefined;
  const quoted = /^`([^`]+)`$/.exec(line)?.[1] ?? /^\$ (.+)$/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.trim();
  // A quotation mark without its fellow is an apostrophe, or a part of something.
  if (/["'`]/.test(bare)) return undefined;
  const parts = (line.match(PARTS) ?? []).flatMap((part) =>
    /.;$/.test(part) ? [part.slice(0, -1), ';'] : part,
  );
  const start = parts.findIndex((part) => part !== '!' && !/^[A-Z_][A-Z0-9_]*=/.test(part));
  const own = start === -1 ? [] : parts.slice(start);
  return readsAsCommand(own) ? line : undefined;
}

function readsAsCommand(parts: readonly string[]): boolean {
  const [program = '', ...rest] = parts;
  const isLooker = LOOKER.test(program);
  if (!isLooker && !RUNNER.test(program)) return false;
  if (rest.length === 0) return program.startsWith('./');
  const isShell = parts.some((part) => OPERATOR.test(part) || part.startsWith('$('));
  // No sentence begins with "grep -q"; one bare word then is the name of a folder or file.
  let spare = isShell ? Number.POSITIVE_INFINITY : isLooker && rest[0]?.startsWith('-') === true ? 1 : 0;
  return rest.every((part, index) => {
    if (OPERATOR.test(part)) return index < rest.length - 1;
    if (UNLIKE_PROSE.test(part) || /\s/.test(part)) return true;
    if ((!isLooker || isShell) && SUBCOMMAND.test(part)) return true;
    if (program === 'git' && GIT_SUBCOMMAND.test(part)) return true;
    if (!/^[\w-]+$/.test(part) || TELLING.test(part)) return false;
    // What follows a flag, an operator or "run" is its argument, not a word of a sentence.
    const before = parts[index] ?? '';
    if (/^(?:-{1,2}\w[\w-]*|&&|\|\|?|;|run|exec|!?==?)$/.test(before)) return true;
    if (SEARCHER.test(program) && index === 0 && rest.length > 1) return true;
    return spare-- > 0;
  });
}

/** Whether a command only looks at files, so that it cannot take the place of tests: `grep -q hello greeting.txt`. */
export function onlyLooks(command: string): boolean {
  const steps = command.replaceAll(QUOTED, '""').split(/&&|\|\|?|;|\n/);
  return steps.every((step) => {
    const parts = step.trim().split(/\s+/);
    return LOOKER.test(parts.find((part) => part !== '!' && !/^[A-Z_][A-Z0-9_]*=/.test(part)) ?? '');
  });
}
