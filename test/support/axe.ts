import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: ReadonlyArray<{ readonly html: string }>;
}

/**
 * Looks with axe-core for what keeps people with a screen reader or poor sight from using a part of the page, and fails on
 * serious findings. Node-RED's own parts of it are not ours to judge.
 * @param selector our part of the page
 * @param notOurs parts within it that Node-RED's widgets draw
 */
export async function accessible(
  page: Page,
  selector: string,
  notOurs: readonly string[] = [],
): Promise<void> {
  await page.evaluate(source);
  const context = JSON.stringify({ include: [[selector]], exclude: notOurs.map((other) => [other]) });
  const { violations } = (await page.evaluate(`axe.run(${context})`)) as { violations: Finding[] };
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => html).join('\n')}`,
  );
  assert.deepEqual(told, []);
}
