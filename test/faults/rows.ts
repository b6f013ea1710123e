import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { helper } from '../support/flow.js';
import { play } from './play.js';
import type { Count, Finding, Row } from './row.js';

/** One test for each row; what was seen goes to the file that PROCORE_FAULTS_FINDINGS names, one line of JSON each. */
export function describeRows(family: string, rows: readonly Row[]): void {
  describe(family, function () {
    this.timeout(60_000);
    before(() => helper.startServer());
    after(() => helper.stopServer());
    for (const row of rows) {
      it(`${row.method ?? 'GET'}, ${row.fault}: ${row.expect}`, async () => {
        const file = process.env.PROCORE_FAULTS_FINDINGS;
        const { finding, faults } = await played(row, file ? 1 : PLAYS);
        if (file) appendFileSync(file, `${JSON.stringify({ family, ...finding, faults })}\n`);
        assert.equal(faults.join('; '), '', JSON.stringify({ faults, ...finding }));
      });
    }
  });
}

/** How often a row is played at most in which nothing but its time is wrong; once in the fault table's own command. */
const PLAYS = 3;

/**
 * Plays a row. Other tests run beside it, and a machine with two cores may let it wait: a row of 0.3 s has taken 3. Its
 * time counts as missed if it is missed each time; any other fault counts at once.
 */
async function played(
  row: Row,
  most: number,
): Promise<{ readonly finding: Finding; readonly faults: string[] }> {
  for (let plays = 1; ; plays++) {
    const finding = await play(row);
    const faults = faultsOf(row, finding);
    const isOnlyLate = faults.length === 1 && finding.ms > row.within;
    if (!isOnlyLate || plays === most) return { finding, faults };
  }
}

/** What of a row was not as it must be. */
function faultsOf(row: Row, finding: Finding): string[] {
  const { outcomes, requests, tokens, ms, closeMs, early, leaked, notOnce, sockets, handles, stray } =
    finding;
  const expected = row.status === undefined ? row.expect : `${row.expect} ${row.status}`;
  const checks: Array<[boolean, string]> = [
    [outcomes.join() === expected, `ended with ${outcomes.join()}`],
    [isWithin(requests, row.requests), `${requests} requests`],
    [isWithin(tokens, row.tokens ?? 1), `${tokens} token requests`],
    [ms <= row.within, `${ms} ms`],
    [early === 0, `${early} requests before the time that was told`],
    [leaked === 0, 'a secret or a token leaked'],
    [notOnce === 0, `${notOnce} messages did not end exactly once`],
    [sockets === 0, `${sockets} sockets left`],
    [handles.length === 0, `left: ${handles.join()}`],
    [stray.length === 0, `stray: ${stray.join()}`],
    [closeMs < 2_000, `closing took ${closeMs} ms`],
    [!row.says || row.says.test(finding.says), `says: ${finding.says}`],
    [warnsRight(row.warns, finding.warnings), `warnings: ${finding.warnings.join()}`],
  ];
  return checks.filter(([holds]) => !holds).map(([, what]) => what);
}

function isWithin(value: number, count: Count): boolean {
  const [least, most] = typeof count === 'number' ? [count, count] : count;
  return value >= least && value <= most;
}

/** One warning where one is due, else none. */
function warnsRight(expected: RegExp | undefined, warnings: readonly string[]): boolean {
  if (!expected) return warnings.length === 0;
  return warnings.length === 1 && expected.test(warnings[0] ?? '');
}
