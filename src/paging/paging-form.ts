/** How an operation pages. All but a handful number their pages. */
export type PagingForm = 'numbered' | KeyedForm;

/** A form in which each page names the next one by something in it. */
export interface KeyedForm {
  /** The query parameter that names the next page. */
  readonly parameter: string;
  /** The query parameter for rows per page, and its largest value. */
  readonly size: string;
  readonly largest: number;
  /** `id`: the last row's id; `cursor`: a value in the answer's body. */
  readonly key: 'id' | 'cursor';
}

/** Operations that do not page by page and per_page, by Procore's specification (September 2026). */
const KEYED: ReadonlyArray<readonly [RegExp, KeyedForm]> = [
  [
    /^\/rest\/v1\.0\/webhooks\/hooks\/[^/]+\/deliveries$/,
    { parameter: 'page_start', size: 'page_size', largest: 100, key: 'id' },
  ],
  [
    /^\/rest\/v2\.0\/companies\/[^/]+(\/projects\/[^/]+)?\/workflows\/instances$/,
    { parameter: 'cursor', size: 'per_page', largest: 100, key: 'cursor' },
  ],
  [
    /^\/rest\/v2\.0\/companies\/[^/]+\/projects\/[^/]+\/materials_mgmt\/(labels|purchase_orders\/vendors|(receipts|shipments)\/related_documents)$/,
    { parameter: 'cursor', size: 'per_page', largest: 100, key: 'cursor' },
  ],
  [
    /^\/rest\/v1\.0\/workforce-planning\/v2\/companies\/[^/]+\/notification-profiles$/,
    { parameter: 'starting_after', size: 'limit', largest: 100, key: 'id' },
  ],
  [
    /^\/rest\/v1\.0\/workforce-planning\/v2\/companies\/[^/]+\/people\/[^/]+\/time-off$/,
    { parameter: 'start_after', size: 'limit', largest: 100, key: 'id' },
  ],
];

export function pagingForm(path: string): PagingForm {
  return KEYED.find(([pattern]) => pattern.test(path))?.[1] ?? 'numbered';
}
