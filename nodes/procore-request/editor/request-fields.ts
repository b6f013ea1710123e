import { prepareObject } from '../../shared/editor/object-field';

/** Sets up the headers, and shows only the fields that the chosen method uses. */
export function prepareRequestFields(): void {
  prepareObject('headers');
  const method = $('#node-input-method');
  const paging = $('#node-input-paging');
  const delivery = $('#node-input-delivery');
  const show = () => {
    const verb = String(method.val());
    const isRead = verb === 'GET' || verb === '';
    $('#procore-request-paging').toggle(isRead);
    $('.procore-request-pages').toggle(isRead && paging.val() === 'all');
    $('.procore-request-list').toggle(isRead);
    // Whether there is anything to wait for depends on this row.
    delivery.closest('.form-row').toggle(isRead);
    delivery.trigger('change');
  };
  method.on('change', show);
  paging.on('change', show);
  show();
}
