import { VALUE_TYPES } from '../../shared/editor/action-fields';

/** Methods that carry a body; the others hide its field. */
const WITH_BODY = ['', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Sets up query, headers and body, and shows only what the chosen method has a use for. */
export function prepareRequestFields(): void {
  for (const name of ['query', 'headers', 'body']) {
    $(`#node-input-${name}`).typedInput({
      default: 'json',
      typeField: `#node-input-${name}Type`,
      types: ['json', ...VALUE_TYPES.filter((type) => type !== 'str')],
    });
  }
  const method = $('#node-input-method');
  const paging = $('#node-input-paging');
  const show = () => {
    const verb = String(method.val());
    $('#procore-request-body').toggle(WITH_BODY.includes(verb));
    const isRead = verb === 'GET' || verb === '';
    $('#procore-request-paging').toggle(isRead);
    $('.procore-request-pages').toggle(isRead && paging.val() === 'all');
  };
  method.on('change', show);
  paging.on('change', show);
  show();
}
