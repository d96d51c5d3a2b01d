const RUNNER =
  /^(?:npm|pnpm|yarn|bun|npx|node|deno|cargo|go|pytest|python3?|uv|tox|make|just|dotnet|mvn|gradle|\.\/[\w./-]+|tsc|vitest|jest|ruff|mypy|bash|sh)$/;
const SUBCOMMAND =
  /^(?:test|tests|run|build|check|lint|typecheck|exec|vet|fmt|format|install|ci|verify|clippy|restore|-m|--|&&|\|\||\|)$/;
const UNLIKE_PROSE =
  /^(?:-{1,2}[\w].*|[^\s]*[./:=@*~][^\s]*[\w/*~)"']|\S*\/\.{3}|\d+|"[^"]*"|'[^']*'|\.\/?)$/;
const MAX_LENGTH = 300;

/**
 * The command that a text of unknown nature is beyond doubt, or undefined for prose. Verification texts are mostly
 * sentences ("npm test passes"), and running a sentence would fail a good task.
 */
export function readCommandText(text: string): string | undefined {
  const line = text.trim();
  if (line.length > MAX_LENGTH || /[^\x20-\x7e]/.test(line)) return undefined;
  const quoted = /^`([^`]+)`$/.exec(line)?.[1] ?? /^\$ (.+)$/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.trim();
  const parts = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const [runner = ''] = parts;
  if (!RUNNER.test(runner)) return undefined;
  const isPlain = parts.slice(1).every((part, index) => {
    if (SUBCOMMAND.test(part) || UNLIKE_PROSE.test(part)) return true;
    // What follows a flag, an operator or "run" is its argument, not a word of a sentence.
    const before = parts[index] ?? '';
    return /^(?:-{1,2}\w[\w-]*|&&|\|\|?|run|exec)$/.test(before) && /^[\w-]+$/.test(part);
  });
  return isPlain && (parts.length > 1 || runner.startsWith('./')) ? line : undefined;
}
