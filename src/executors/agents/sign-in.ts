import { join } from 'node:path';
import type { AgentName } from './agent.ts';

/** What the files and variables by which a CLI signs in look like. A hint: only a call would tell, and that costs. */
export type SignIn =
  | { seems: 'signed-in'; by: string }
  | { seems: 'not-signed-in'; todo: string }
  | { seems: 'unknown'; why: string };

/** Where to look. */
export interface SignInPlace {
  /** The environment that the CLI gets. */
  env: Readonly<Record<string, string>>;
  platform: NodeJS.Platform;
  /** The text of a file, or undefined when it cannot be read. */
  read(path: string): string | undefined;
}

/** Looks for what an agent's CLI signs in with. Asks nobody and starts nothing. */
export function findSignIn(agent: AgentName, place: SignInPlace): SignIn {
  return FINDERS[agent](place);
}

const FINDERS: Record<AgentName, (place: SignInPlace) => SignIn> = {
  codex: findCodexSignIn,
  claude: findClaudeSignIn,
  gemini: findGeminiSignIn,
};

function findCodexSignIn(place: SignInPlace): SignIn {
  const folder = place.env['CODEX_HOME'] || inHome(place, '.codex');
  const own = readCodexProvider(place.read(join(folder, 'config.toml')) ?? '');
  if (own !== undefined) {
    const by = `provider "${own.name}" of ${join(folder, 'config.toml')}`;
    if (own.key === undefined || place.env[own.key]) return signedIn(by);
    return { seems: 'not-signed-in', todo: `set ${own.key}, which ${by} reads` };
  }
  const file = join(folder, 'auth.json');
  if (place.read(file) !== undefined) return signedIn(file);
  return (
    findVariable(place, 'CODEX_API_KEY', 'OPENAI_API_KEY') ?? {
      seems: 'not-signed-in',
      todo: 'codex login, or set CODEX_API_KEY',
    }
  );
}

/** The provider of the user's own that a config.toml chooses, and the variable that holds its key. */
function readCodexProvider(toml: string): { name: string; key?: string } | undefined {
  const name = /^\s*model_provider\s*=\s*["']([^"']+)["']/m.exec(toml)?.[1];
  if (name === undefined || name === 'openai') return undefined;
  const plain = name.replace(/[^\w-]/g, '\\$&');
  const table = new RegExp(`^\\s*\\[model_providers\\.["']?${plain}["']?\\]([^[]*)`, 'm').exec(toml)?.[1];
  const inline = new RegExp(`^\\s*(?:model_providers\\.)?${plain}\\s*=\\s*\\{([^}]*)`, 'm').exec(toml)?.[1];
  const key = /\benv_key\s*=\s*["']([^"']+)["']/.exec(table ?? inline ?? '')?.[1];
  return { name, ...(key === undefined ? {} : { key }) };
}

function findClaudeSignIn(place: SignInPlace): SignIn {
  const folder = place.env['CLAUDE_CONFIG_DIR'] || inHome(place, '.claude');
  const variable = findVariable(
    place,
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_VERTEX',
  );
  if (variable !== undefined) return variable;
  for (const [name, wanted] of [
    ['.credentials.json', /\S/],
    ['settings.json', /"(apiKeyHelper|ANTHROPIC_API_KEY|ANTHROPIC_AUTH_TOKEN)"/],
  ] as const) {
    const file = join(folder, name);
    if (wanted.test(place.read(file) ?? '')) return signedIn(file);
  }
  return place.platform === 'darwin'
    ? { seems: 'unknown', why: 'on macOS it may be signed in by the keychain, which planex does not open' }
    : { seems: 'not-signed-in', todo: 'start claude and say /login, or set ANTHROPIC_API_KEY' };
}

function findGeminiSignIn(place: SignInPlace): SignIn {
  const folder = inHome(place, '.gemini');
  const settings = join(folder, 'settings.json');
  const chosen = /"selected(?:Auth)?Type"\s*:\s*"([^"]+)"/.exec(place.read(settings) ?? '')?.[1];
  if (chosen !== undefined && chosen !== 'gemini-api-key' && chosen !== 'oauth-personal') {
    return { seems: 'unknown', why: `${settings} chooses ${chosen}` };
  }
  const account = join(folder, 'oauth_creds.json');
  if (chosen !== 'gemini-api-key' && place.read(account) !== undefined) return signedIn(account);
  if (chosen === 'oauth-personal') {
    return { seems: 'unknown', why: `${settings} chooses a Google account, which the keychain may hold` };
  }
  const variable = findVariable(
    place,
    'GEMINI_API_KEY',
    'GOOGLE_API_KEY',
    'GOOGLE_GENAI_USE_VERTEXAI',
    'GOOGLE_GENAI_USE_GCA',
  );
  if (variable !== undefined) return variable;
  const file = [join(folder, '.env'), inHome(place, '.env')].find((path) =>
    /^\s*(export\s+)?GEMINI_API_KEY=\S/m.test(place.read(path) ?? ''),
  );
  if (file !== undefined) return signedIn(file);
  return { seems: 'not-signed-in', todo: 'start gemini and sign in, or set GEMINI_API_KEY' };
}

function findVariable({ env }: SignInPlace, ...names: string[]): SignIn | undefined {
  const name = names.find((one) => Boolean(env[one]));
  return name === undefined ? undefined : signedIn(name);
}

function signedIn(by: string): SignIn {
  return { seems: 'signed-in', by };
}

function inHome({ env }: SignInPlace, name: string): string {
  return join(env['HOME'] ?? '/', name);
}
