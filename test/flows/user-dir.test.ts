import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from '../../testing/install.js';
import { MODULE } from '../support/package.js';

/** As Node-RED's palette manager calls npm (@node-red/registry, installer.js), but with nothing from the network. */
const AS_NODE_RED = [
  'install',
  '--no-audit',
  '--no-update-notifier',
  '--no-fund',
  '--save',
  '--save-prefix=~',
];
const OTHER = 'node-red-contrib-nothing';

function npm(args: string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the user directory of npm start', function () {
  this.timeout(120_000);
  let folder: string;
  let userDir: string;
  const has = (name: string) => existsSync(join(userDir, 'node_modules', name, 'package.json'));

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-user-dir-'));
    userDir = join(folder, 'user');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps this package when another palette is installed, and the other one at the next start', () => {
    installPackage(userDir);
    assert.ok(has(MODULE));

    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'package.json'), JSON.stringify({ name: OTHER, version: '1.0.0' }));
    const tarball = npm(['pack', '--silent', '--pack-destination', folder], other).trim();
    npm([...AS_NODE_RED, '--omit=dev', '--engine-strict', '--offline', '--', join(folder, tarball)], userDir);
    assert.ok(has(OTHER));
    assert.ok(has(MODULE), 'installing another palette removed this package');
    assert.ok(has('undici'), 'installing another palette removed what this package needs');

    installPackage(userDir);
    assert.ok(has(MODULE));
    assert.ok(has(OTHER), 'the next start removed the other palette');
    const { dependencies } = JSON.parse(readFileSync(join(userDir, 'package.json'), 'utf8'));
    assert.deepEqual(Object.keys(dependencies).sort(), [MODULE, OTHER]);
  });

  it('takes up what was built since, although the version is the same', () => {
    const older = join(folder, 'older');
    mkdirSync(older);
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
    writeFileSync(join(older, 'package.json'), JSON.stringify({ name: MODULE, version }));
    const another = join(folder, 'another');
    mkdirSync(another);
    const tarball = npm(['pack', '--silent', '--pack-destination', another], older).trim();
    writeFileSync(join(another, 'package.json'), '{"name":"node-red-project","version":"0.0.1"}');
    npm(['install', '--save', '--offline', join(another, tarball)], another);
    const built = join(another, 'node_modules', MODULE, 'dist/src/version.js');
    assert.ok(!existsSync(built));
    installPackage(another);
    assert.ok(existsSync(built));
  });
});
