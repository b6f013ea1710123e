/** Shows the rows that apply to how events are learned. */
export function prepareMode(): void {
  const mode = $('#node-input-mode');
  const show = () => {
    const isPolling = mode.val() === 'poll';
    $('.procore-event-poll').toggle(isPolling);
    $('.procore-event-webhook').toggle(!isPolling);
  };
  mode.on('change', show);
  show();
}
