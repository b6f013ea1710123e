/** A project as Procore writes it; the form differs between paths. */

import type { Project } from './company.js';
import { DAY, day, timestamp } from './dates.js';
import { person } from './people.js';
import type { Row } from './rows.js';
import type { World } from './world.js';

/** The global stages' ids are from real lookups; every company adds stages with larger ids. */
const STAGES = [
  { id: 2, name: 'Pre-Construction' },
  { id: 3, name: 'Course of Construction' },
  { id: 5, name: 'Post-Construction' },
] as const;

/** `<number> - <name>`, as in the real sample. */
function displayName(project: Project): string {
  return `${project.number} - ${project.name}`;
}

function stage(project: Project): (typeof STAGES)[number] {
  return project.active ? STAGES[project.ordinal % 4 === 3 ? 0 : 1] : STAGES[2];
}

/** The `normal` view of `GET /rest/v1.1/projects`: keys and types of a real answer. Money is a string. */
function projectRow(project: Project): Row {
  const { chance, company, site } = project;
  const value = chance.money(10, 850_000, 96_000_000);
  const creator = person(company, chance.between(11, 0, 30) * 3);
  const created = project.start - chance.between(12, 20, 120) * DAY + chance.between(13, 0, 86_399) * 1000;
  return {
    id: project.id,
    accounting_project_number: null,
    active: project.active,
    actual_start_date: day(project.start),
    address: `${chance.between(14, 100, 9899)} ${project.name.split(' ')[0]} Avenue`,
    city: site.city,
    code: '',
    company: { id: company.id, name: company.name },
    completion_date: day(project.finish),
    country_code: 'US',
    county: site.county,
    created_at: timestamp(created),
    created_by: { id: creator.id, login: creator.login, name: creator.name },
    custom_fields: {
      custom_field_168115: { data_type: 'lov_entry', value: { id: 137_972, label: 'Standard' } },
      custom_field_218239: { data_type: 'boolean', value: chance.happens(15, 50) },
      custom_field_274577: { data_type: 'decimal', value: null },
    },
    delivery_method: null,
    description: `${project.building.name} in ${site.city}.`,
    designated_market_area: null,
    display_name: displayName(project),
    erp_integrated: chance.happens(16, 30),
    estimated_value: value,
    fax: null,
    is_demo: false,
    latitude: 34 + chance.between(17, 0, 9_999_999) / 1e7,
    longitude: -119 + chance.between(18, 0, 9_999_999) / 1e7,
    name: project.name,
    origin_code: null,
    origin_data: null,
    origin_id: null,
    owners_project_id: null,
    parent_job_id: null,
    phone: null,
    photo_id: null,
    project_bid_type_id: null,
    project_number: project.number,
    project_owner_type_id: null,
    project_region_id: null,
    project_stage: stage(project),
    project_type: null,
    projected_finish_date: day(project.finish),
    sector: project.building.sector,
    square_feet: chance.between(19, 40, 4200) * 100,
    start_date: day(project.start),
    state_code: site.state,
    store_number: null,
    time_zone: site.zone,
    total_value: value,
    updated_at: timestamp(
      project.start + chance.between(20, 1, 300) * DAY + chance.between(21, 0, 86_399) * 1000,
    ),
    work_scope: null,
    zip: site.zip,
  };
}

/** The item of `GET /rest/v1.0/companies/{company_id}/projects`: address as an object, stage as a name. */
export function companyFormRow(project: Project): Row {
  const row = projectRow(project);
  const creator = person(project.company, project.chance.between(11, 0, 30) * 3);
  return {
    id: project.id,
    name: project.name,
    address: {
      street: row.address,
      city: row.city,
      state_code: row.state_code,
      country_code: row.country_code,
      zip: row.zip,
    },
    stage_name: stage(project).name,
    status_name: project.active ? 'Active' : 'Inactive',
    type_name: project.building.sector,
    open_items: [],
    created_by: { id: creator.id, email: creator.login },
  };
}

/** The single project, with what its list calls otherwise or leaves out. */
export function projectDetail(row: Row): Row {
  const { time_zone: zone, erp_integrated: erp } = row;
  return { ...row, tz_name: zone, is_erp_integrated: erp, template: false, persistent_message: null };
}

/** A project with what was written to it. */
export function writtenProject(project: Project, world: Pick<World, 'written'>): Row {
  return { ...projectRow(project), ...world.written(project), id: project.id };
}
