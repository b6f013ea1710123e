/** How a dialog looks, measured in the browser: what wraps, what is cut, and what ends elsewhere than the rest. */
import assert from 'node:assert/strict';
import type { EditorPage } from '../../testing/browser.js';

/** What fills a row up to its end. */
const WIDE = [
  'select',
  '.red-ui-typedInput-container',
  'input:not([type=checkbox]):not(.procore-short)',
  '.procore-with-button',
  '.procore-field-input',
  'div:not([class])',
].map((part) => `:scope > ${part}`);

/** What is wrong with the layout of the open dialog, in words. */
const FAULTS = `(form) => {
  const faults = [];
  const WIDE = '${WIDE.join()}';
  const own = form.querySelector('.procore-form');
  const edge = own.getBoundingClientRect();
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
  const all = (selector) => [...own.querySelectorAll(selector)].filter(seen);
  const nameOf = (element) => element.id || element.textContent.trim().slice(0, 60) || element.className;
  const pen = document.createElement('canvas').getContext('2d');
  const widthOf = (text, style) => {
    pen.font = style.font;
    return pen.measureText(text).width;
  };
  const roomIn = (control, style) =>
    control.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  // The box of yes and no is a label too; its text is no name of a field.
  for (const label of all('label:not(.procore-check):not(.procore-operation > label)')) {
    const range = document.createRange();
    range.selectNodeContents(label);
    const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ bottom }) => Math.round(bottom / 8)));
    // Only a label that is longer than the dialog is wide goes on in the next line.
    const fits = widthOf(label.textContent, getComputedStyle(label)) < edge.width - 16;
    if (fits && (label.getBoundingClientRect().height > 26 || lines.size > 2)) faults.push('label wraps: ' + nameOf(label));
    if (range.getBoundingClientRect().right > label.getBoundingClientRect().right + 1) faults.push('label is cut: ' + nameOf(label));
    if (range.getBoundingClientRect().right > edge.right + 1) faults.push('label is outside: ' + nameOf(label));
  }
  for (const control of all('input, select, button, textarea, summary, label, legend')) {
    const { left, right } = control.getBoundingClientRect();
    if (left < edge.left - 1 || right > edge.right + 1) faults.push('outside the dialog: ' + nameOf(control));
  }
  for (const row of all('.form-row, .procore-field')) {
    const { right } = (row.closest('.procore-try') ?? own).getBoundingClientRect();
    const end = row.closest('.procore-try') ? row.getBoundingClientRect().right : right;
    const wide = [...row.querySelectorAll(WIDE)].filter(seen);
    const ends = wide.map((control) => control.getBoundingClientRect().right);
    if (ends.length > 0 && Math.abs(Math.max(...ends) - end) > 1) faults.push('ends elsewhere: ' + nameOf(row));
  }
  // A field is in line with the fields above it, unless its label has a line of its own and the dialog is narrow.
  for (const part of all('#procore-request-form')) {
    const lefts = new Set([...part.querySelectorAll('.procore-field-input')].filter(seen).map((field) => Math.round(field.getBoundingClientRect().left / 2)));
    if (lefts.size > 1 && own.clientWidth > 440) faults.push('fields begin at several places');
  }
  for (const input of all('input[placeholder]')) {
    const style = getComputedStyle(input);
    if (input.value === '' && widthOf(input.placeholder, style) > roomIn(input, style) + 0.5)
      faults.push('placeholder is cut: ' + input.placeholder);
  }
  for (const select of all('select')) {
    const style = getComputedStyle(select);
    const [chosen] = select.selectedOptions;
    if (chosen && widthOf(chosen.text, style) > roomIn(select, style) + 0.5) faults.push('choice is cut: ' + chosen.text);
  }
  // Whatever has a text of its own and hides what does not fit. Regions that scroll show all of it.
  for (const element of all('*:not(.procore-spoken)')) {
    if (element.closest('.red-ui-editor-text-container, .monaco-editor, .ace_editor, .procore-rows-region')) continue;
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const text = range.getBoundingClientRect();
    for (let around = element; around !== form; around = around.parentElement) {
      const box = around.getBoundingClientRect();
      if (['visible', 'auto', 'scroll'].includes(getComputedStyle(around).overflowX)) continue;
      if (text.right > box.right + 1 || text.left < box.left - 1) faults.push('text is cut: ' + nameOf(element));
    }
  }
  for (const path of all('#node-input-path')) {
    const told = [...all('#procore-request-call > summary'), ...all('#procore-request-path-whole')];
    if (path.scrollWidth > path.clientWidth && !told.some(({ textContent }) => textContent.endsWith(path.value)))
      faults.push('the path is cut');
  }
  for (const moment of all('input[type=date], input[type=datetime-local]')) {
    // What the browser writes into an empty one, and its button.
    const needed = moment.type === 'date' ? 'mm/dd/yyyy' : 'mm/dd/yyyy, --:--';
    const style = getComputedStyle(moment);
    if (widthOf(needed, style) + 20 > roomIn(moment, style)) faults.push('date is cut: ' + moment.getAttribute('aria-label'));
  }
  for (const dash of all('.procore-range-to')) {
    const { top } = dash.getBoundingClientRect();
    const to = dash.parentElement.querySelector('input').getBoundingClientRect();
    if (top > to.bottom || dash.nextElementSibling !== dash.parentElement.querySelector('input')) faults.push('a dash hangs at the edge');
  }
  if (edge.right > form.closest('.red-ui-tray').getBoundingClientRect().right) faults.push('the dialog is cut off');
  if (form.scrollWidth > form.clientWidth + 1) faults.push('the form scrolls sideways');
  return faults;
}`;

/** Opens every fold of the open dialog, and says what is wrong with its layout at each width. */
export async function isWellLaidOut(
  { page, errors }: EditorPage,
  selector: string,
  widths: readonly number[],
): Promise<void> {
  await page.evaluate(
    `for (const fold of document.querySelectorAll('${selector} .procore-form details')) fold.open = true`,
  );
  const faults: Record<number, unknown> = {};
  for (const width of widths) {
    await page.evaluate(
      `document.querySelector('${selector}').closest('.red-ui-tray').style.width = '${width}px'`,
    );
    // Node-RED's widgets measure themselves.
    await page.waitForTimeout(100);
    const found = await page.evaluate(`(${FAULTS})(document.querySelector('${selector}'))`);
    if ((found as string[]).length > 0) faults[width] = found;
  }
  assert.deepEqual(faults, {});
  assert.deepEqual(errors, []);
}
