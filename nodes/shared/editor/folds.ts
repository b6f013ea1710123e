/**
 * Keeps a fold open while a field in it is invalid, whoever found that out: Node-RED marks such a field with a class. A
 * row that does not apply is shown as well then, since its field keeps the node from being valid.
 */
export function showErrorsIn(fold: HTMLDetailsElement): void {
  const show = () => {
    const wrong = fold.querySelectorAll<HTMLElement>('.input-error');
    for (const field of wrong) {
      const row = field.closest<HTMLElement>('.form-row');
      if (row?.style.display === 'none') row.style.display = '';
    }
    if (wrong.length > 0) fold.open = true;
  };
  new MutationObserver(show).observe(fold, { subtree: true, attributes: true, attributeFilter: ['class'] });
  fold.addEventListener('toggle', show);
  show();
}
