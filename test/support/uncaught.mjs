import { readFileSync } from 'node:fs';

// Loaded before planex: once the file named by UNCAUGHT is there, a timer of the daemon throws what the file says.
if (process.argv.includes('--foreground')) {
  const look = () => {
    let message;
    try {
      message = readFileSync(process.env.UNCAUGHT, 'utf8');
    } catch {
      return;
    }
    clearInterval(timer);
    throw new Error(message);
  };
  const timer = setInterval(look, 20).unref();
}
