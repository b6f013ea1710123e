/** Shows the rows that apply to how events are learned, and how old a change can be until it is seen. */
export function prepareMode(node: EditorNode): void {
  const mode = $('#node-input-mode');
  const interval = $('#node-input-interval');
  const show = () => {
    const isPolling = mode.val() === 'poll';
    $('.procore-event-webhook').toggle(!isPolling);
    $('.procore-event-poll').toggle(isPolling);
    const minutes = String(interval.val() ?? '').trim();
    const key = minutes === '' ? 'byQuota' : 'minutes';
    $('#procore-event-stale').text(node._(`procore-event.stale.${key}`, { n: minutes }));
  };
  mode.on('change', show);
  interval.on('input change', show);
  show();
}
