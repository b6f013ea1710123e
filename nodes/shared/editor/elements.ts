/** A text of a catalogue, below the part that the dialog's pieces share. */
export type Text = (key: string, values?: Record<string, string>) => string;

/** An element with a class and a text. The text is never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text?: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A button in Node-RED's style, with an icon and a text. */
export function button(icon: string, text: string, press: () => void): HTMLButtonElement {
  const made = element('button', 'red-ui-button red-ui-button-small');
  made.type = 'button';
  const sign = element('i', `fa ${icon}`);
  sign.setAttribute('aria-hidden', 'true');
  made.append(sign, ' ', text);
  made.addEventListener('click', press);
  return made;
}

/** A text with a path in it, which may go on in the next line after each slash. */
export function breaking(text: string): DocumentFragment {
  const whole = document.createDocumentFragment();
  for (const part of text.split(/(?<=\/)/)) whole.append(part, element('wbr'));
  return whole;
}

/** A badge for GET, POST and so on; each method also has its colour. */
export function methodBadge(method: string): HTMLSpanElement {
  const badge = element('span', 'procore-method', method);
  badge.dataset.method = method;
  return badge;
}

/** A number with the separators of the reader's language. */
export function count(number: number): string {
  return number.toLocaleString();
}

let ids = 0;

/** An id that no other element has. */
export function newId(name: string): string {
  return `procore-${name}-${++ids}`;
}
