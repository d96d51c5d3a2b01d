import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Loaded before planex: as long as the file named by BROKEN_WRITES is there, the disk reports an error (EIO) for what goes
// into the folder that its second line names. Its first line says when: at a `write`, or only at a `flush`. With `hold` there is
// no error: a flush lasts for as long as the file is there.
const control = process.env.BROKEN_WRITES;

function isBroken(how, place) {
  let lines;
  try {
    lines = readFileSync(control, 'utf8').split('\n');
    const path = typeof place === 'number' ? readlinkSync(`/proc/self/fd/${place}`) : String(place);
    return lines[0] === how && path.startsWith(lines[1]);
  } catch {
    return false;
  }
}

function makeError(call) {
  return Object.assign(new Error(`EIO: i/o error, ${call}`), { code: 'EIO', errno: -5, syscall: call });
}

const { readFileSync, readlinkSync, fsync, fsyncSync, writeSync, writeFileSync, appendFileSync } = fs;

function breakAt(name, how, call, real) {
  fs[name] = (place, ...rest) => {
    if (isBroken(how, place)) throw makeError(call);
    return real(place, ...rest);
  };
}

breakAt('writeSync', 'write', 'write', writeSync);
breakAt('writeFileSync', 'write', 'write', writeFileSync);
breakAt('appendFileSync', 'write', 'write', appendFileSync);
breakAt('fsyncSync', 'flush', 'fsync', fsyncSync);
fs.fsync = (descriptor, done) => {
  if (isBroken('flush', descriptor)) setImmediate(done, makeError('fsync'));
  else if (isBroken('hold', descriptor)) setTimeout(() => fs.fsync(descriptor, done), 10);
  else fsync(descriptor, done);
};
syncBuiltinESMExports();
