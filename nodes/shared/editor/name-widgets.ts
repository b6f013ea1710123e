let labels = 0;

/**
 * Names the parts of Node-RED's typed inputs after the label of their row, for screen readers: the widget replaces the
 * field that the label is for. The names are references, since the labels are translated later.
 */
export function nameWidgets(form: JQuery): void {
  form.find('.form-row').each((_index, row) => {
    const label = $(row).children('label')[0];
    if (!label) return;
    label.id ||= `procore-row-label-${++labels}`;
    const parts = ['input', 'option-trigger', 'option-expand'];
    $(row)
      .find(parts.map((part) => `.red-ui-typedInput-${part}`).join())
      .each((_place, part) => part.setAttribute('aria-labelledby', label.id));
  });
}
