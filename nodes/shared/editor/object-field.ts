import { VALUE_TYPES } from './action-fields';

/**
 * Sets up a field for an object: JSON, or where it comes from.
 * @param name the node's property; the type is kept in `<name>Type`
 */
export function prepareObject(name: string): JQuery {
  return $(`#node-input-${name}`).typedInput({
    default: 'json',
    typeField: `#node-input-${name}Type`,
    types: ['json', ...VALUE_TYPES.filter((type) => type !== 'str')],
  });
}
