/**
 * Webhook deliveries of v1.0 with their v2 payload. The id of a payload's event is an integer beyond 2^53: the
 * documented example is 5982324300946918154, so a reader that parses it as a double gets another number.
 */
import { Chance } from './chance.js';
import type { Company, Project } from './company.js';
import { timestamp } from './dates.js';
import { person } from './people.js';
import type { Row } from './rows.js';
import { ulid } from './ulid.js';

export const FIRST_EVENT_ID = 5_982_324_300_946_918_154n;
const FIRST_DELIVERY_ID = 231_346_000;
const FIRST_TIME = Date.UTC(2026, 2, 2, 15, 22, 1);
const RESOURCES = [
  'RFIs',
  'Submittals',
  'Punch Items',
  'Change Events',
  'Daily Logs',
  'Observation Items',
] as const;

/** The one hook of a company. */
export function hook(company: Company, apiVersion: 'v2'): Row {
  return {
    id: company.idOffset + 51_200 + company.ordinal,
    api_version: apiVersion,
    namespace: 'procore',
    destination_url: 'https://receiver.example.com/procore',
    destination_headers: { Authorization: '*****-demo' },
    owned_by_integrator: true,
    company_id: company.id,
    project_id: null,
    owned_by_company_id: company.id,
    owned_by_project_id: null,
    owned_by_user_id: null,
  };
}

/** What that hook is told of. */
export function hookTriggers({ id, company_id }: Row): Row[] {
  return ['CREATE', 'UPDATE'].map((type, index) => ({
    id: Number(id) * 10 + index,
    webhook_hook_id: id,
    resource_name: 'Projects',
    resource_id: null,
    event_type: type,
    company_id,
    project_id: null,
    user_id: null,
  }));
}

/** A delivery, by its position among all of the company's, from 0. */
export function delivery(company: Company, index: number): Row {
  const chance = new Chance(company.ordinal + 0xdea1, index);
  const at = FIRST_TIME + index * 61_000;
  const project = company.projects[chance.between(1, 0, company.projects.length - 1)] as Project;
  const failed = chance.happens(2, 6);
  return {
    id: deliveryId(company, index),
    event_id: deliveryId(company, index) + 7,
    event: {
      id: FIRST_EVENT_ID + BigInt(company.ordinal) * 10_000_000n + BigInt(index) * 7919n,
      ulid: ulid(at, chance),
      timestamp: `${timestamp(at).slice(0, -1)}.${String(chance.between(3, 0, 999_999)).padStart(6, '0')}Z`,
      api_version: 'v2',
      event_type: chance.pick(4, ['create', 'update', 'update', 'delete']),
      resource_name: chance.pick(5, RESOURCES),
      resource_id: company.idOffset + 22_560_000 + chance.between(6, 0, 9999),
      company_id: company.id,
      project_id: project.id,
      user_id: person(company, chance.between(7, 0, 40)).id,
      metadata: {
        source_user_id: person(company, chance.between(7, 0, 40)).id,
        source_company_id: company.id,
        source_project_id: project.id,
        source_operation_id: null,
        source_application_id: null,
      },
    },
    outcome: failed ? 'failed' : 'ok',
    response_status: failed ? 503 : 200,
    response_headers: {},
    response_body: null,
    response_error: null,
    started_at: timestamp(at + 2000),
    completed_at: timestamp(at + 3000),
  };
}

/** The ids of deliveries grow by one. */
export function deliveryId(company: Company, index: number): number {
  return company.idOffset + FIRST_DELIVERY_ID + company.ordinal * 1_000_000 + index;
}
