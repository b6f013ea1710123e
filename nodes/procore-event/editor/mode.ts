/**
 * Shows the rows that apply to how events are learned, how old a change can be until it is seen, and whether it can be
 * told who made it.
 */
export function prepareMode(node: EditorNode): void {
  const mode = $('#node-input-mode');
  const interval = $('#node-input-interval');
  const ignoreOwn = $('#node-input-ignoreOwn');
  const payload = $('#node-input-payloadVersion');
  const show = () => {
    const isPolling = mode.val() === 'poll';
    $('.procore-event-webhook').toggle(!isPolling);
    $('.procore-event-poll').toggle(isPolling);
    const minutes = String(interval.val() ?? '').trim();
    const key = minutes === '' ? 'byQuota' : 'minutes';
    const isUnknown = ignoreOwn.is(':checked') && (isPolling || payload.val() === 'v4.0');
    const why = isPolling ? 'poll' : 'webhook';
    $('#procore-event-own').text(isUnknown ? node._(`procore-event.ownUnknown.${why}`) : '');
    $('#procore-event-stale').text(node._(`procore-event.stale.${key}`, { n: minutes }));
  };
  mode.add(ignoreOwn).add(payload).on('change', show);
  interval.on('input change', show);
  show();
}
