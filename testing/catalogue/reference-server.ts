import type { Operation } from '../../src/catalogue/operation.js';
import { documentOf } from './openapi-document.js';

/** What a reference server answers: status 200 with this text, or another status. */
export type ReferenceAnswer = string | { readonly status: number; readonly headers?: Record<string, string> };

/**
 * The answers of a server in the form of Procore's public reference: the list of resources, and a document for each. The
 * path of every document ends in the number of its resource.
 */
export function referenceAnswers(resources: readonly (readonly Operation[])[]): Map<string, ReferenceAnswer> {
  const answers = new Map<string, ReferenceAnswer>();
  const links = resources.map((operations, place) => {
    const link = `/api/v1/resources/${place}?version=latest&aggregate_from_versions[]=rest-v1.0`;
    answers.set(link, JSON.stringify(documentOf(operations)));
    return {
      name: `Resource ${place}`,
      links: { all: link, 'rest-v1.0': `/api/v1/resources/${place}?version=rest-v1.0` },
    };
  });
  answers.set('/api/v1/resource_groups', JSON.stringify({ data: [{ name: 'Core', resources: links }] }));
  return answers;
}
