/** Budget line items; the fields are those of the published v1.1 model, where amounts are numbers. */
import { wbsCode } from './parts.js';
import type { Kind } from './rows.js';

const COST_TYPES = ['L', 'M', 'S'] as const;

export const BUDGET_LINE_ITEMS: Kind = {
  name: 'budget_line_items',
  firstId: 77_100_000,
  share: 1.5,
  make({ id, index, project, chance }) {
    const costType = COST_TYPES[index % COST_TYPES.length] as (typeof COST_TYPES)[number];
    const { title, ...wbs } = wbsCode(project, Math.floor(index / COST_TYPES.length), costType);
    const quantity = chance.between(1, 1, 600);
    const unitCost = chance.between(2, 10, 2_000) + chance.between(3, 0, 99) / 100;
    return {
      id,
      calculation_strategy: 'automatic',
      description: title,
      original_budget_amount: Math.round(quantity * unitCost * 100) / 100,
      quantity,
      unit_cost: unitCost,
      uom: costType === 'L' ? 'hours' : 'ls',
      wbs_code: wbs,
    };
  },
};
